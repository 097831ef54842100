using CaToMe.Kernels;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Group normalisation over channels, the second dimension.</summary>
internal sealed class GroupNorm(WeightReader reader, int groups, long channels, double epsilon)
{
    private readonly Tensor weight = reader.Read("weight", channels);
    private readonly Tensor bias = reader.Read("bias", channels);

    /// <summary>Normalises an image.</summary>
    /// <param name="x">[B, C, H, W].</param>
    internal Tensor Forward(Tensor x) => Apply(x, activates: false, isSpent: false);

    /// <summary>Normalises an image, and SiLU of that.</summary>
    /// <param name="x">[B, C, H, W].</param>
    /// <param name="isSpent">Whether the image is needed no more: the result may take its memory, and be the same tensor.</param>
    internal Tensor ForwardSilu(Tensor x, bool isSpent = false) => Apply(x, activates: true, isSpent);

    private Tensor Apply(Tensor x, bool activates, bool isSpent)
    {
        using var scope = NewDisposeScope();
        var image = x.permute(0, 2, 3, 1); // [B, H, W, C]
        if (Routes.Normalisation(x.device, x.dtype) == Route.Own && Normalisation.Takes(image))
        {
            var result = isSpent ? x : empty_like(x);
            Normalisation.Apply(image, groups, weight, bias, epsilon, activates, isSpent ? image : result.permute(0, 2, 3, 1));
            return isSpent ? x : result.MoveToOuterDisposeScope();
        }

        var normalised = nn.functional.group_norm(x, groups, weight, bias, epsilon);
        return (activates ? normalised.silu_() : normalised).MoveToOuterDisposeScope();
    }
}
