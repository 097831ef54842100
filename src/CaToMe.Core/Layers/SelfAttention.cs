using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>
/// Multi-head attention among a sample's packed tokens. The projections see all samples together; attention itself runs
/// sample by sample where they have different numbers of tokens.
/// </summary>
internal sealed class SelfAttention(WeightReader reader, long channels, int heads, bool bias = false, bool upcast = false)
{
    private readonly Linear queryKeyValue = new(reader, ["to_q", "to_k", "to_v"], channels, channels, bias);
    private readonly Linear output = new(reader["to_out"][0], channels, channels);

    /// <summary>Every token attends to all of its sample: [T, C] -> [T, C].</summary>
    /// <param name="tokens">The tokens that attend.</param>
    /// <param name="keysAndValues">What they attend to, where that is not they themselves: other tokens of the same samples.</param>
    internal Tensor Forward(PackedTokens tokens, PackedTokens? keysAndValues = null)
    {
        using var scope = NewDisposeScope();
        var (queries, others) = keysAndValues is { } given
            ? (tokens with { Values = queryKeyValue.Forward(tokens.Values, 0, channels) },
                given with { Values = queryKeyValue.Forward(given.Values, channels, 2 * channels) })
            : Split(tokens, queryKeyValue.Forward(tokens.Values)); // one product for all three: [T, 3 C]
        var attended = queries.IsEven && others.IsEven
            ? Attend(queries.Values, others.Values, queries.Batch)
            : cat([.. queries.Values.split([.. queries.Lengths]).Zip(others.Values.split([.. others.Lengths]), (q, kv) => Attend(q, kv, 1))]);
        return output.Forward(attended).MoveToOuterDisposeScope();
    }

    private (PackedTokens Queries, PackedTokens KeysAndValues) Split(PackedTokens tokens, Tensor projected) =>
        (tokens with { Values = projected.narrow(1, 0, channels) }, tokens with { Values = projected.narrow(1, channels, 2 * channels) });

    /// <summary>[B N, C] attends to [B M, 2 C], keys and values: [B N, C].</summary>
    private Tensor Attend(Tensor queries, Tensor keysAndValues, long batch)
    {
        var q = queries.view(batch, -1, heads, channels / heads).permute(0, 2, 1, 3); // [B, heads, N, d]
        var kv = keysAndValues.view(batch, -1, 2, heads, channels / heads).permute(2, 0, 3, 1, 4); // [2, B, heads, M, d]
        return DotProduct.Attend(q, kv[0], kv[1], upcast) // [B, heads, N, d]
            .permute(0, 2, 1, 3).reshape(-1, channels); // [B N, C]
    }
}
