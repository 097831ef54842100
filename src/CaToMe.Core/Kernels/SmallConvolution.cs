using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// 3 x 3 convolution of images of few pixels, as one product of their neighbourhoods. <see cref="WinogradConvolution"/> multiplies less often, but
/// transforms its kernel each time, and that takes longer here. Its packed kernel has the right order for both.
/// </summary>
internal static class SmallConvolution
{
    private const long MostPixels = 16;

    /// <summary>Whether images of this size are convolved faster this way. It does not depend on how many there are.</summary>
    internal static bool Suits(long height, long width) => height * width <= MostPixels;

    /// <summary>Convolves an image with a border of zeros.</summary>
    /// <param name="x">[B, inputs, H, W], float32 or bfloat16.</param>
    /// <param name="kernel">Packed by <see cref="WinogradConvolution.Pack"/>, of the same type.</param>
    /// <param name="bias">[outputs], of the same type; a multiple of 16.</param>
    /// <returns>[B, outputs, H, W], channels last.</returns>
    internal static Tensor Apply(Tensor x, Tensor kernel, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var (batch, height, width, outputs) = (x.shape[0], x.shape[2], x.shape[3], bias.shape[0]);
        var neighbourhoods = nn.functional.unfold(x.to(ScalarType.Float32).contiguous(), 3, padding: 1)
            .transpose(1, 2).reshape(batch * height * width, -1); // [B H W, inputs x 9]
        var result = empty([neighbourhoods.shape[0], outputs]);
        MatrixProduct.Multiply(neighbourhoods.contiguous(), kernel, bias.to(ScalarType.Float32), result, 0, outputs);
        return result.to(x.dtype).view(batch, height, width, outputs).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
