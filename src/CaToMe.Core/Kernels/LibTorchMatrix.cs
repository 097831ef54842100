using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Products by libtorch.</summary>
/// <param name="weight">[parts x outputs, inputs].</param>
/// <param name="bias">[parts x outputs].</param>
/// <param name="outputs">Of each part.</param>
internal sealed class LibTorchMatrix(Tensor weight, Tensor? bias, long outputs) : IMatrix
{
    public Tensor Multiply(Tensor x, int first, int count)
    {
        using var scope = NewDisposeScope();
        return nn.functional.linear(x, Rows(weight), bias is null ? null : Rows(bias)).MoveToOuterDisposeScope();

        Tensor Rows(Tensor whole) => count * outputs == whole.shape[0] ? whole : whole.narrow(0, first * outputs, count * outputs);
    }
}
