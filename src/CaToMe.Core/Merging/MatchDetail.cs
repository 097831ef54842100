namespace CaToMe.Merging;

/// <summary>What is kept of a match on request: see <see cref="BlockCall"/>.</summary>
/// <param name="Pairs">Each sample's merged pairs, in raster order.</param>
/// <param name="Similarities">Each sample's similarities, falling.</param>
internal sealed record MatchDetail(IReadOnlyList<IReadOnlyList<(int Source, int Destination)>> Pairs, IReadOnlyList<float[]> Similarities)
{
    /// <summary>Reads both from the device, two transfers for each sample and one more.</summary>
    /// <param name="match">The match.</param>
    /// <param name="counts">How many sources each sample merges.</param>
    /// <param name="reads">Reads.</param>
    internal static MatchDetail Of(TokenMatch match, IReadOnlyList<int> counts, ReadBack reads)
    {
        var (all, sources) = (reads.Of<float>(match.Similarities), (int)match.Similarities.shape[1]);
        return new MatchDetail(match.Pairs(counts, reads), [.. counts.Select((_, sample) => all.AsSpan(sample * sources, sources).ToArray())]);
    }
}
