using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Queries, keys or values of all heads, side by side from a column of a matrix on.</summary>
/// <param name="Matrix">[T, W], contiguous: the packed tokens of all samples.</param>
/// <param name="Column">Where the first head begins.</param>
internal readonly record struct HeadColumns(Tensor Matrix, long Column)
{
    /// <summary>Numbers from one token to the next.</summary>
    internal nint Stride => (nint)Matrix.shape[1];

    /// <summary>The first token's first number of the first head.</summary>
    /// <typeparam name="T">Of what the matrix is.</typeparam>
    internal unsafe T* Address<T>()
        where T : unmanaged => TensorMemory.Numbers<T>(Matrix) + Column;
}
