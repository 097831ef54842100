using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>Attention of packed image tokens to the prompt's tokens.</summary>
internal sealed class CrossAttention(WeightReader reader, long channels, long contextChannels, int heads, bool upcast = false)
{
    private readonly Linear query = new(reader["to_q"], channels, channels, bias: false);
    private readonly Linear keyValue = new(reader, ["to_k", "to_v"], contextChannels, channels, bias: false);
    private readonly Linear output = new(reader["to_out"][0], channels, channels);

    /// <summary>Keys and values of a prompt, the same for every call of a run: [2, B, heads, 77, d].</summary>
    internal Tensor KeysAndValues(Tensor context)
    {
        using var scope = NewDisposeScope();
        return keyValue.Forward(context) // [B, 77, 2 C]
            .view(context.shape[0], context.shape[1], 2, heads, channels / heads)
            .permute(2, 0, 3, 1, 4).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>[T, C] -> [T, C].</summary>
    internal Tensor Forward(PackedTokens tokens, Tensor keysAndValues)
    {
        using var scope = NewDisposeScope();
        var queries = query.Forward(tokens.Values); // [T, C]
        var (keys, values) = (keysAndValues[0], keysAndValues[1]); // [B, heads, 77, d]
        var attended = tokens.IsEven
            ? Attend(queries, tokens.Batch, keys, values)
            : cat([.. queries.split([.. tokens.Lengths]).Select((sample, i) => Attend(sample, 1, keys.narrow(0, i, 1), values.narrow(0, i, 1)))]);
        return output.Forward(attended).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor queries, long batch, Tensor keys, Tensor values) =>
        DotProduct.Attend(queries.view(batch, -1, heads, channels / heads).permute(0, 2, 1, 3), keys, values, upcast)
            .permute(0, 2, 1, 3).reshape(-1, channels); // [B N, C]
}
