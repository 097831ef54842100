using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Attention of packed image tokens to the prompt's tokens.</summary>
internal sealed class CrossAttention(WeightReader reader, long channels, long contextChannels, int heads, bool upcast = false)
{
    private readonly Linear query = new(reader["to_q"], channels, channels, bias: false);
    private readonly Linear keyValue = new(reader, ["to_k", "to_v"], contextChannels, channels, bias: false);
    private readonly MultiHead attention = new(channels, heads, upcast);
    private readonly Linear output = new(reader["to_out"][0], channels, channels);

    /// <summary>Keys and values of a prompt [B, 77, D], the same for every call of a run: [B 77, 2 C].</summary>
    internal PackedTokens KeysAndValues(Tensor context)
    {
        using var scope = NewDisposeScope();
        var packed = PackedTokens.Of(context);
        return packed with { Values = keyValue.Forward(packed.Values).MoveToOuterDisposeScope() };
    }

    /// <summary>[T, C] -> [T, C].</summary>
    internal Tensor Forward(PackedTokens tokens, PackedTokens keysAndValues, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var queries = tokens with { Values = query.Forward(tokens.Values) }; // [T, C]
        return output.Forward(attention.Attend(queries, keysAndValues, cancellation)).MoveToOuterDisposeScope();
    }
}
