using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>How a tensor of another layout becomes the one that a network asks for.</summary>
internal enum Reshaping
{
    /// <summary>As it is stored.</summary>
    None,

    /// <summary>A 1 x 1 convolution [C, D, 1, 1] as the matrix [C, D].</summary>
    Flatten,

    /// <summary>A matrix [C, D] as [D, C].</summary>
    Transpose,

    /// <summary>The first third of the rows: the query part of one projection to query, key and value.</summary>
    Query,

    /// <summary>The second third: the key part.</summary>
    Key,

    /// <summary>The last third: the value part.</summary>
    Value,
}

/// <summary>One module, or one tensor, under the two names it has.</summary>
/// <param name="From">The stored name, without the component's prefix.</param>
/// <param name="To">The name that diffusers or transformers give it; null drops it.</param>
/// <param name="Reshaping">What else differs.</param>
internal sealed record Renaming(string From, string? To, Reshaping Reshaping = Reshaping.None);

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
