using CaToMe.Kernels;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Group normalisation over channels, the second dimension.</summary>
internal sealed class GroupNorm(WeightReader reader, long groups, long channels, double epsilon)
{
    private readonly Tensor weight = reader.Read("weight", channels);
    private readonly Tensor bias = reader.Read("bias", channels);

    internal Tensor Forward(Tensor x) => nn.functional.group_norm(x, groups, weight, bias, epsilon);

    /// <summary>SiLU of what is normalised, in the same memory.</summary>
    /// <param name="x">[B, C, H, W].</param>
    internal Tensor ForwardSilu(Tensor x)
    {
        var normalised = Forward(x);
        using var scope = NewDisposeScope();
        var image = normalised.permute(0, 2, 3, 1); // [B, H, W, C]
        if (Routes.Activations(x.device, x.dtype) == Route.Own && image.is_contiguous() && image.numel() > 0)
        {
            Silu.InPlace(image);
        }
        else
        {
            normalised.silu_();
        }

        return normalised;
    }
}
