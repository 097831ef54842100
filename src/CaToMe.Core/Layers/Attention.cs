using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Layers;

/// <summary>
/// Multi-head attention over a packed list of tokens: all samples' tokens one after the other, each sample with its own
/// number of them. The projections see all tokens together; attention itself runs sample by sample where the numbers differ.
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

    /// <summary>[T, C] -> [T, C], where T is the sum of <paramref name="lengths"/>.</summary>
    internal Tensor Forward(Tensor tokens, IReadOnlyList<long> lengths, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var projected = queryKeyValue.Forward(tokens); // [T, 3 C]
        var attended = lengths.Distinct().Count() == 1
            ? Attend(projected, lengths.Count, lengths[0], cancellation)
            : cat([.. projected.split([.. lengths]).Select((sample, i) => Attend(sample, 1, lengths[i], cancellation))]);
        return output.Forward(attended).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor projected, long batch, long length, CancellationToken cancellation)
    {
        var parts = projected.view(batch, length, 3, heads, channels / heads).permute(2, 0, 3, 1, 4); // [3, B, heads, N, d]
        var attended = parts[0].split(RowsAtATime(length), 2).Select(queries =>
        {
            cancellation.ThrowIfCancellationRequested();
            return DotProduct.Attend(queries, parts[1], parts[2], upcast); // [B, heads, rows, d]
        }).ToList();
        return (attended.Count == 1 ? attended[0] : cat(attended, 2)).permute(0, 2, 1, 3).reshape(batch * length, channels); // [B N, C]
    }

    /// <summary>The length of each part of a list of tokens; the last one is what is left.</summary>
    private static long RowsAtATime(long length)
    {
        var parts = ((length * length) + PairsAtATime - 1) / PairsAtATime;
        return parts <= 1 ? length : ((length / parts) + KernelRows - 1) / KernelRows * KernelRows;
    }
}

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

    /// <summary>[T, C] -> [T, C], where T is the sum of <paramref name="lengths"/>.</summary>
    internal Tensor Forward(Tensor tokens, IReadOnlyList<long> lengths, Tensor keysAndValues)
    {
        using var scope = NewDisposeScope();
        var queries = query.Forward(tokens); // [T, C]
        var (keys, values) = (keysAndValues[0], keysAndValues[1]); // [B, heads, 77, d]
        var attended = lengths.Distinct().Count() == 1
            ? Attend(queries, lengths.Count, lengths[0], keys, values)
            : cat([.. queries.split([.. lengths]).Select((sample, i) => Attend(sample, 1, lengths[i], keys.narrow(0, i, 1), values.narrow(0, i, 1)))]);
        return output.Forward(attended).MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor queries, long batch, long length, Tensor keys, Tensor values) =>
        DotProduct.Attend(queries.view(batch, length, heads, channels / heads).permute(0, 2, 1, 3), keys, values, upcast)
            .permute(0, 2, 1, 3).reshape(batch * length, channels); // [B N, C]
}

/// <summary>Scaled dot-product attention of heads.</summary>
internal static class DotProduct
{
    /// <summary>Attends.</summary>
    /// <param name="queries">[B, heads, N, d].</param>
    /// <param name="keys">[B, heads, M, d].</param>
    /// <param name="values">[B, heads, M, d].</param>
    /// <param name="upcast">
    /// Whether float16 computes scores in float32: for models whose queries and keys are so large that scores overflow (<c>upcast_attention</c>).
    /// Other types hold them anyway.
    /// </param>
    /// <returns>[B, heads, N, d], in the type of the queries.</returns>
    internal static Tensor Attend(Tensor queries, Tensor keys, Tensor values, bool upcast) =>
        upcast && queries.dtype == ScalarType.Float16
            ? Attend(queries.to(ScalarType.Float32), keys.to(ScalarType.Float32), values.to(ScalarType.Float32), upcast: false).to(ScalarType.Float16)
            : nn.functional.scaled_dot_product_attention(queries, keys, values);
}
