using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Attention of heads among a sample's packed tokens.</summary>
/// <param name="channels">C, of all heads.</param>
/// <param name="heads">Number of heads.</param>
/// <param name="upcast">
/// Whether float16 computes scores in float32: for models whose queries and keys are so large that scores overflow
/// (<c>upcast_attention</c>). Other types hold them anyway.
/// </param>
internal sealed class MultiHead(long channels, int heads, bool upcast)
{
    /// <summary>
    /// At most so many pairs of tokens at a time, 8,192 tokens to each other, so that a run can be cancelled in between:
    /// attention of a large picture takes half a minute.
    /// </summary>
    private const long PairsAtATime = 1 << 26;

    /// <summary>The tokens that libtorch's kernel takes together: parts of whole multiples give the same numbers as all at once.</summary>
    private const long KernelRows = 256;

    /// <summary>Every token attends to all of its sample.</summary>
    /// <param name="queries">Their first C columns are the queries, [T, C or more].</param>
    /// <param name="keysAndValues">Their last 2 C columns are keys and values, [S, 2 C or more].</param>
    /// <param name="cancellation">Takes effect before the next part of a long list of tokens.</param>
    /// <returns>[T, C].</returns>
    internal Tensor Attend(PackedTokens queries, PackedTokens keysAndValues, CancellationToken cancellation) =>
        keysAndValues.Hidden is null && Routes.Attention(queries.Values.device, queries.Values.dtype) == Route.Own
            ? ByOwnKernel(queries, keysAndValues, cancellation)
            : ByLibTorch(queries, keysAndValues, cancellation);

    /// <summary>All samples at once.</summary>
    internal Tensor ByOwnKernel(PackedTokens queries, PackedTokens keysAndValues, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var type = FlashAttention.TypeFor(queries.Values.dtype, (int)(channels / heads));
        var own = queries.Values.to(type);
        var others = ReferenceEquals(queries.Values, keysAndValues.Values) ? own : keysAndValues.Values.to(type);
        var width = others.shape[1];
        return FlashAttention.Attend(
                new HeadColumns(own, 0), new HeadColumns(others, width - (2 * channels)), new HeadColumns(others, width - channels),
                queries.Lengths, keysAndValues.Lengths, heads, (int)(channels / heads), cancellation)
            .to(queries.Values.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>All samples at once where they have as many slots. Otherwise, on CPUs alone, one after the other: padding would cost more.</summary>
    internal Tensor ByLibTorch(PackedTokens queries, PackedTokens keysAndValues, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var attended = queries.IsEven && keysAndValues.IsEven
            ? LibTorch(queries.Values, keysAndValues.Values, keysAndValues.Hidden, queries.Batch, cancellation)
            : cat([.. queries.Values.split([.. queries.Lengths])
                .Zip(keysAndValues.Values.split([.. keysAndValues.Lengths]), (q, kv) => LibTorch(q, kv, hidden: null, batch: 1, cancellation))]);
        return attended.MoveToOuterDisposeScope();
    }

    private Tensor LibTorch(Tensor queries, Tensor keysAndValues, Tensor? hidden, long batch, CancellationToken cancellation)
    {
        var type = upcast && queries.dtype == ScalarType.Float16 ? ScalarType.Float32 : queries.dtype;
        var width = channels / heads;
        var q = queries.narrow(1, 0, channels).to(type).view(batch, -1, heads, width).permute(0, 2, 1, 3); // [B, heads, N, d]
        var kv = keysAndValues.narrow(1, keysAndValues.shape[1] - (2 * channels), 2 * channels).to(type)
            .view(batch, -1, 2, heads, width).permute(2, 0, 3, 1, 4); // [2, B, heads, M, d]
        var (k, v) = (kv[0], kv[1]);
        if (hidden is not null)
        {
            (q, k, v) = HiddenKeys.Widen(q, k, v, hidden.view(batch, -1)); // d + 1 to d + 8 wide
        }

        var attended = q.split(RowsAtATime(q.shape[2], k.shape[2]), 2).Select(rows =>
        {
            cancellation.ThrowIfCancellationRequested();
            return nn.functional.scaled_dot_product_attention(rows, k, v).narrow(-1, 0, width).to(queries.dtype); // [B, heads, rows, d]
        }).ToList();
        return (attended.Count == 1 ? attended[0] : cat(attended, 2)).permute(0, 2, 1, 3).reshape(-1, channels); // [B N, C]
    }

    /// <summary>The length of each part of a list of tokens; the last one is what is left.</summary>
    private static long RowsAtATime(long queries, long keys)
    {
        var parts = ((queries * keys) + PairsAtATime - 1) / PairsAtATime;
        return parts <= 1 ? queries : ((queries / parts) + KernelRows - 1) / KernelRows * KernelRows;
    }
}
