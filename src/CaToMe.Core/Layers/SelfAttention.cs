using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>
/// Multi-head attention among a sample's packed tokens. The projections see all samples together; attention itself runs
/// sample by sample where they have different numbers of tokens.
/// </summary>
internal sealed class SelfAttention(WeightReader reader, long channels, int heads, bool bias = false, bool upcast = false)
{
    /// <summary>
    /// At most so many pairs of tokens at a time, 8,192 tokens to each other, so that a run can be cancelled in between:
    /// attention of a large picture takes half a minute.
    /// </summary>
    private const long PairsAtATime = 1 << 26;

    /// <summary>The tokens that libtorch's kernel takes together: parts of whole multiples give the same numbers as all at once.</summary>
    private const long KernelRows = 256;

    private readonly Linear queryKeyValue = new(reader, ["to_q", "to_k", "to_v"], channels, channels, bias);
    private readonly Linear output = new(reader["to_out"][0], channels, channels);

    /// <summary>Every token attends to all of its sample: [T, C] -> [T, C].</summary>
    /// <param name="tokens">The tokens that attend.</param>
    /// <param name="keysAndValues">What they attend to; null: each other. Otherwise tokens of the same samples.</param>
    /// <param name="cancellation">Takes effect before the next part of a long list of tokens.</param>
    internal Tensor Forward(PackedTokens tokens, PackedTokens? keysAndValues, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (queries, others) = keysAndValues is { } given
            ? (tokens with { Values = queryKeyValue.Forward(tokens.Values, 0, channels) },
                given with { Values = queryKeyValue.Forward(given.Values, channels, 2 * channels) })
            : Split(tokens, queryKeyValue.Forward(tokens.Values)); // one product for all three: [T, 3 C]
        var attended = queries.IsEven && others.IsEven
            ? Attend(queries.Values, others.Values, queries.Batch, cancellation)
            : cat([.. queries.Values.split([.. queries.Lengths])
                .Zip(others.Values.split([.. others.Lengths]), (q, kv) => Attend(q, kv, batch: 1, cancellation))]);
        return output.Forward(attended).MoveToOuterDisposeScope();
    }

    private (PackedTokens Queries, PackedTokens KeysAndValues) Split(PackedTokens tokens, Tensor projected) =>
        (tokens with { Values = projected.narrow(1, 0, channels) }, tokens with { Values = projected.narrow(1, channels, 2 * channels) });

    /// <summary>[B N, C] attends to [B M, 2 C], keys and values: [B N, C].</summary>
    private Tensor Attend(Tensor queries, Tensor keysAndValues, long batch, CancellationToken cancellation)
    {
        var q = queries.view(batch, -1, heads, channels / heads).permute(0, 2, 1, 3); // [B, heads, N, d]
        var kv = keysAndValues.view(batch, -1, 2, heads, channels / heads).permute(2, 0, 3, 1, 4); // [2, B, heads, M, d]
        var attended = q.split(RowsAtATime(q.shape[2], kv.shape[3]), 2).Select(rows =>
        {
            cancellation.ThrowIfCancellationRequested();
            return DotProduct.Attend(rows, kv[0], kv[1], upcast); // [B, heads, rows, d]
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
