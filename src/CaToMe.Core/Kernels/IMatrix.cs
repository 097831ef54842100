using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Several matrices that see the same input, in the form that this machine multiplies fastest.</summary>
internal interface IMatrix
{
    /// <summary>x W^T + b for some of the matrices.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>[..., count x outputs], side by side.</returns>
    Tensor Multiply(Tensor x, int first, int count);
}
