using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>
/// Hides keys from attention without a mask, which libtorch's fastest kernels do not take: the heads become wider by a column
/// that lowers every score of a hidden key so far that its weight is 0.
/// </summary>
internal static class HiddenKeys
{
    /// <summary>Kernels on GPUs take heads of whole multiples.</summary>
    private const long Multiple = 8;

    /// <summary>Adds the column, and others of zeros up to the next multiple. Of the result, the first d columns count.</summary>
    /// <param name="queries">[B, heads, N, d].</param>
    /// <param name="keys">[B, heads, M, d].</param>
    /// <param name="values">[B, heads, M, d].</param>
    /// <param name="hidden">1 for a hidden key, else 0: [B, M], float32.</param>
    /// <returns>All three with d + 1 to d + 8 columns; the queries are larger, so that scores are divided by the root of d as before.</returns>
    internal static (Tensor Queries, Tensor Keys, Tensor Values) Widen(Tensor queries, Tensor keys, Tensor values, Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var width = queries.shape[^1];
        var wide = ((width / Multiple) + 1) * Multiple;
        var (q, k) = (Pad(queries * Math.Sqrt((double)wide / width)), Pad(keys));
        q.select(-1, width).fill_(1);
        k.select(-1, width).copy_((hidden * LowestScore(keys.dtype)).unsqueeze(1)); // [B, 1, M], the same for all heads
        return (q.MoveToOuterDisposeScope(), k.MoveToOuterDisposeScope(), Pad(values).MoveToOuterDisposeScope());

        Tensor Pad(Tensor x) => nn.functional.pad(x, [0, wide - width]);
    }

    /// <summary>What a hidden key's score is lowered by, times the root of the width: finite, because two infinities have no difference.</summary>
    private static double LowestScore(ScalarType type) => type == ScalarType.Float16 ? -60000 : -1e9;
}
