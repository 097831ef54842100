using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>3 x 3 convolutions by our own kernels: Winograd's, or one product where images are very small.</summary>
/// <param name="kernel">Packed by <see cref="WinogradConvolution.Pack"/>.</param>
/// <param name="bias">[outputs up to a multiple of 16].</param>
/// <param name="outputs">Channels of the result.</param>
internal sealed class OwnConvolution(Tensor kernel, Tensor bias, long outputs) : IConvolution
{
    public Tensor Apply(Tensor x) => Outputs(SmallConvolution.Suits(x.shape[2], x.shape[3])
        ? SmallConvolution.Apply(x, kernel, bias)
        : WinogradConvolution.Apply(x, kernel, bias));

    public Tensor ApplyDoubled(Tensor x)
    {
        if (!SmallConvolution.Suits(2 * x.shape[2], 2 * x.shape[3]))
        {
            return Outputs(WinogradConvolution.Apply(x, kernel, bias, scale: 2));
        }

        using var scope = NewDisposeScope();
        return Outputs(SmallConvolution.Apply(IConvolution.Doubled(x), kernel, bias)).MoveToOuterDisposeScope();
    }

    /// <summary>Those that there are, of a multiple of 16.</summary>
    private Tensor Outputs(Tensor padded) => padded.shape[1] == outputs ? padded : padded.narrow(1, 0, outputs);
}
