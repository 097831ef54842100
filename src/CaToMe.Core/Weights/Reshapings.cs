using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>What a <see cref="Reshaping"/> does to a tensor, and to what is known of it before it is loaded.</summary>
internal static class Reshapings
{
    internal static TensorEntry Apply(this Reshaping reshaping, TensorEntry entry) => (reshaping, entry.Shape) switch
    {
        (Reshaping.Flatten, [var rows, var columns, 1, 1]) => entry with { Shape = [rows, columns] },
        (Reshaping.Transpose, [var rows, var columns]) => entry with { Shape = [columns, rows] },
        (Reshaping.Query or Reshaping.Key or Reshaping.Value, [var rows, .. var rest]) => entry with { Shape = [rows / 3, .. rest], Length = entry.Length / 3 },
        _ => entry,
    };

    /// <summary>Makes the tensor of the shape that <see cref="Apply(Reshaping, TensorEntry)"/> tells.</summary>
    /// <param name="reshaping">What to do.</param>
    /// <param name="stored">The stored tensor; the caller keeps it.</param>
    /// <returns>A tensor that keeps no more memory than it needs.</returns>
    internal static Tensor Apply(this Reshaping reshaping, Tensor stored) => (reshaping, stored.shape) switch
    {
        (Reshaping.Flatten, [var rows, var columns, 1, 1]) => stored.reshape(rows, columns),
        (Reshaping.Transpose, [_, _]) => stored.t().contiguous(),
        (Reshaping.Query or Reshaping.Key or Reshaping.Value, [var rows, ..]) => stored.narrow(0, (reshaping - Reshaping.Query) * (rows / 3), rows / 3).clone(),
        _ => stored.alias(),
    };
}
