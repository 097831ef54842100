using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>A convolution's kernel, in the form with which this machine convolves fastest.</summary>
internal interface IConvolution
{
    /// <summary>[B, C, H, W] -> [B, O, H', W'], channels last.</summary>
    Tensor Apply(Tensor x);

    /// <summary>Of an image that is doubled first, each pixel becoming four: [B, C, H, W] -> [B, O, 2 H, 2 W].</summary>
    Tensor ApplyDoubled(Tensor x)
    {
        using var scope = NewDisposeScope();
        return Apply(Doubled(x)).MoveToOuterDisposeScope();
    }

    /// <summary>[B, C, H, W] -> [B, C, 2 H, 2 W].</summary>
    internal static Tensor Doubled(Tensor x) => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);
}
