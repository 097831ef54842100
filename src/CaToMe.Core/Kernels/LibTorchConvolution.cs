using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Convolutions by libtorch.</summary>
/// <param name="kernel">[outputs, inputs, h, w], channels last.</param>
/// <param name="bias">[outputs].</param>
/// <param name="stride">Pixels from one position to the next.</param>
/// <param name="padding">Zeros around the image.</param>
internal sealed class LibTorchConvolution(Tensor kernel, Tensor bias, long stride, long padding) : IConvolution
{
    public Tensor Apply(Tensor x) => nn.functional.conv2d(x, kernel, bias, strides: [stride, stride], padding: [padding, padding]);
}
