using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Convolution of channels-last images.</summary>
internal static class Convolution
{
    /// <summary>[B, C, H, W] -> [B, O, H', W'].</summary>
    /// <param name="x">The image.</param>
    /// <param name="weight">[O, C, h, w].</param>
    /// <param name="bias">[O].</param>
    /// <param name="stride">Pixels from one position to the next.</param>
    /// <param name="padding">Zeros around the image: rows and columns.</param>
    internal static Tensor Apply(Tensor x, Tensor weight, Tensor bias, long stride, long[] padding) =>
        weight.shape is [_, _, 1, 1] && stride == 1
            ? OfPixels(x, weight, bias)
            : nn.functional.conv2d(x, weight, bias, strides: [stride, stride], padding: padding);

    /// <summary>
    /// A 1 x 1 convolution as the matrix product over pixels that it is. libtorch 2.10's own kernel for it (oneDNN, channels
    /// last) gives wrong numbers on some processors with AVX-512, for 80 and for 1,280 outputs among others.
    /// </summary>
    private static Tensor OfPixels(Tensor x, Tensor weight, Tensor bias)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(x.ToTokens(), weight.flatten(1), bias).ToImage(x.shape[2], x.shape[3]).MoveToOuterDisposeScope(); // [B, O, H, W]
    }
}
