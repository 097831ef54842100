using CaToMe.Merging;

namespace CaToMe.Measuring;

/// <summary>What the pair cache did for one block in one U-Net call.</summary>
/// <param name="Block">The block's name in the checkpoint.</param>
/// <param name="Call">The U-Net call, from 0.</param>
/// <param name="Computed">True when pairs were computed, false when cached ones were used again.</param>
/// <param name="Tokens">Tokens of one sample.</param>
/// <param name="MergedPairs">Source tokens merged, mean over the samples of the batch.</param>
/// <param name="MergeRatio">Share of the tokens that were merged, 0 to 1.</param>
/// <param name="JaccardDistance">Distance of the pairs to those of the block's previous computed call; null without pairs, and at the first.</param>
/// <param name="Similarity">Quantiles of the sources' similarities; null where none were collected.</param>
public sealed record BlockCallReport(
    string Block, int Call, bool Computed, int Tokens, double MergedPairs, double MergeRatio, double? JaccardDistance, SimilarityQuantiles? Similarity)
{
    /// <summary>Reports a run call by call.</summary>
    /// <param name="statistics">The run's statistics; distances and similarities need <c>GenerationRequest.CollectPairs</c>.</param>
    /// <returns>A report per merging block and U-Net call, in the run's order.</returns>
    public static IReadOnlyList<BlockCallReport> Of(MergeStatistics statistics)
    {
        var distances = PairDistance.Of(statistics).ToDictionary(d => (d.Block, d.Call), d => d.Mean);
        return
        [
            .. statistics.Calls.Select(c => new BlockCallReport(
                c.Block, c.Call, c.Computed, c.Tokens, c.MergedPerSample.Average(), c.MergedShare,
                distances.TryGetValue((c.Block, c.Call), out var distance) ? distance : null,
                c.Similarities is { } similarities && similarities.Any(s => s.Length > 0) ? SimilarityQuantiles.Of(similarities) : null)),
        ];
    }
}
