using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Queries, keys or values of all heads, side by side from a column of a matrix on.</summary>
/// <param name="Matrix">[T, W], contiguous: the packed tokens of all samples.</param>
/// <param name="Column">Where the first head begins.</param>
internal readonly record struct HeadColumns(Tensor Matrix, long Column)
{
    /// <summary>Floats from one token to the next.</summary>
    internal nint Stride => (nint)Matrix.shape[1];

    /// <summary>The first token's first number of the first head.</summary>
    internal unsafe float* Address => TensorMemory.Floats(Matrix) + Column;
}
