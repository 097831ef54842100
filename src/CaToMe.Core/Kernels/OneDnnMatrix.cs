using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Products by oneDNN, each of the matrices by itself.</summary>
/// <param name="weight">Gives a matrix, packed by <see cref="OneDnn.PackMatrix"/>, by its number.</param>
/// <param name="bias">[parts x outputs].</param>
/// <param name="outputs">Of each part.</param>
internal sealed class OneDnnMatrix(Func<int, Tensor> weight, Tensor? bias, long outputs) : IMatrix
{
    public Tensor Multiply(Tensor x, int first, int count)
    {
        using var scope = NewDisposeScope();
        var products = Enumerable.Range(first, count).Select(part => OneDnn.Multiply(x, weight(part), bias?.narrow(0, part * outputs, outputs))).ToList();
        return (products.Count == 1 ? products[0] : cat(products, -1)).MoveToOuterDisposeScope();
    }
}
