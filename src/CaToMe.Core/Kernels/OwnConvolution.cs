using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>3 x 3 convolutions by our own kernels: Winograd's, or one product where images are very small.</summary>
/// <param name="kernel">Packed by <see cref="WinogradConvolution.Pack"/>.</param>
/// <param name="bias">[outputs].</param>
internal sealed class OwnConvolution(Tensor kernel, Tensor bias) : IConvolution
{
    public Tensor Apply(Tensor x) => SmallConvolution.Suits(x.shape[2], x.shape[3])
        ? SmallConvolution.Apply(x, kernel, bias)
        : WinogradConvolution.Apply(x, kernel, bias);

    public Tensor ApplyDoubled(Tensor x)
    {
        if (!SmallConvolution.Suits(2 * x.shape[2], 2 * x.shape[3]))
        {
            return WinogradConvolution.Apply(x, kernel, bias, scale: 2);
        }

        using var scope = NewDisposeScope();
        return SmallConvolution.Apply(IConvolution.Doubled(x), kernel, bias).MoveToOuterDisposeScope();
    }
}
