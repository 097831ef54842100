using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Convolutions by oneDNN.</summary>
/// <param name="kernel">Gives the kernel, packed by <see cref="OneDnn.PackKernel"/>.</param>
/// <param name="bias">[outputs].</param>
/// <param name="stride">Pixels from one position to the next.</param>
/// <param name="padding">Zeros around the image.</param>
internal sealed class OneDnnConvolution(Func<Tensor> kernel, Tensor bias, long stride, long padding) : IConvolution
{
    public Tensor Apply(Tensor x) => OneDnn.Convolve(x, kernel(), bias, stride, padding);
}
