using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Multi-head attention among a sample's packed tokens. The projections see all samples together.</summary>
internal sealed class SelfAttention(WeightReader reader, long channels, int heads, bool bias = false, bool upcast = false)
{
    private readonly Linear queryKeyValue = new(reader, ["to_q", "to_k", "to_v"], channels, channels, bias);
    private readonly MultiHead attention = new(channels, heads, upcast);
    private readonly Linear output = new(reader["to_out"][0], channels, channels);

    /// <summary>Every token attends to all of its sample: [T, C] -> [T, C].</summary>
    /// <param name="tokens">The tokens that attend.</param>
    /// <param name="keysAndValues">What they attend to; null: each other. Otherwise tokens of the same samples.</param>
    /// <param name="cancellation">Takes effect before the next part of a long list of tokens.</param>
    internal Tensor Forward(PackedTokens tokens, PackedTokens? keysAndValues, CancellationToken cancellation)
    {
        using var attended = Attended(tokens, keysAndValues, cancellation);
        return output.Forward(attended);
    }

    private Tensor Attended(PackedTokens tokens, PackedTokens? keysAndValues, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var projected = tokens with { Values = queryKeyValue.Forward(tokens.Values, 0, keysAndValues is null ? 3 : 1) }; // [T, 3 C] or [T, C]
        var others = keysAndValues is { } given ? given with { Values = queryKeyValue.Forward(given.Values, 1, 2) } : projected; // [S, 2 C]
        return attention.Attend(projected, others, cancellation).MoveToOuterDisposeScope();
    }
}
