using CaToMe.Kernels;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// The matching: each source's most similar destination, most similar source first (tomesd's bipartite soft matching;
/// CA-ToMe, section 3.1). Computed in float32, whatever the tokens' type; all tensors are on the tokens' device.
/// </summary>
internal sealed class TokenMatch : IDisposable
{
    private TokenMatch(Tensor sources, Tensor destinations, Tensor similarities, Tensor order, Tensor best)
    {
        (Sources, Destinations, Similarities, Order, Best) = (sources, destinations, similarities, order, best);
    }

    /// <summary>Indices of the sources in the flattened grid, [S].</summary>
    internal Tensor Sources { get; }

    /// <summary>Indices of the destinations in the flattened grid, [D].</summary>
    internal Tensor Destinations { get; }

    /// <summary>Each source's similarity with its best destination, falling, [B, S], float32.</summary>
    internal Tensor Similarities { get; }

    /// <summary>Positions in <see cref="Sources"/> in that order, [B, S].</summary>
    internal Tensor Order { get; }

    /// <summary>Each of these sources' best destination, as a position in <see cref="Destinations"/>, [B, S].</summary>
    internal Tensor Best { get; }

    /// <summary>Matches.</summary>
    /// <param name="metric">What is compared: the block's input, [B, N, C].</param>
    /// <param name="split">Sources and destinations.</param>
    /// <param name="guardZero">
    /// True: a token without length is similar to none. False: as in the published code, its similarity is not a number.
    /// </param>
    /// <returns>The match, which the caller owns.</returns>
    internal static TokenMatch Compute(Tensor metric, PlacedSplit split, bool guardZero = true)
    {
        using var scope = NewDisposeScope();
        var single = metric.to(ScalarType.Float32); // a similarity needs more digits than bfloat16 has: 0.92 and 0.9225 are one number there
        var length = single.norm(-1, true, 2); // [B, N, 1]
        var unit = single / length; // [B, N, C]
        if (guardZero)
        {
            unit.masked_fill_(length.eq(0), 0);
        }

        var (similarity, best) = Nearest(unit.index_select(1, split.Sources), unit.index_select(1, split.Destinations), guardZero); // [B, S]
        var order = similarity.argsort(-1, descending: true);
        return new TokenMatch(
            split.Sources.alias().DetachFromDisposeScope(),
            split.Destinations.alias().DetachFromDisposeScope(),
            similarity.gather(-1, order).DetachFromDisposeScope(),
            order.DetachFromDisposeScope(),
            best.gather(-1, order).DetachFromDisposeScope());
    }

    /// <summary>Each source's most similar destination: [B, S, C] and [B, D, C] -> [B, S]. Only where all are numbers may the kernel look.</summary>
    private static (Tensor Similarity, Tensor Best) Nearest(Tensor sources, Tensor destinations, bool areNumbers)
    {
        if (!areNumbers || Routes.Products(sources.device, sources.dtype) != Route.Own)
        {
            return sources.matmul(destinations.transpose(1, 2)).max(-1); // of [B, S, D]
        }

        var samples = sources.unbind(0).Zip(destinations.unbind(0), NearestColumn.Find).ToList();
        return (stack(samples.Select(s => s.Largest)), stack(samples.Select(s => s.Column)));
    }

    /// <summary>How many sources of each sample reach a threshold: [B], int64, which the caller owns.</summary>
    /// <param name="threshold">Cosine similarity, -1 to 1.</param>
    internal Tensor CountAtLeast(double threshold)
    {
        using var scope = NewDisposeScope();
        return Similarities.ge(threshold).sum(-1, type: ScalarType.Int64).MoveToOuterDisposeScope();
    }

    /// <summary>Each sample's merged pairs, (source, destination) as tokens of the grid, by source. Reads twice for each sample.</summary>
    /// <param name="counts">How many sources each sample merges.</param>
    /// <param name="reads">Reads.</param>
    internal IReadOnlyList<IReadOnlyList<(int Source, int Destination)>> Pairs(IReadOnlyList<int> counts, ReadBack reads)
    {
        using var scope = NewDisposeScope();
        return [.. counts.Select((count, sample) =>
        {
            var from = reads.Of<long>(Sources.index_select(0, Order[sample].narrow(0, 0, count)));
            var into = reads.Of<long>(Destinations.index_select(0, Best[sample].narrow(0, 0, count)));
            return from.Zip(into, (s, d) => ((int)s, (int)d)).Order().ToList();
        })];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { Sources, Destinations, Similarities, Order, Best })
        {
            tensor.Dispose();
        }
    }
}
