namespace CaToMe.Measuring;

/// <summary>What the pair cache did for one block over a run.</summary>
/// <param name="Block">The block's name in the checkpoint.</param>
/// <param name="Calls">U-Net calls.</param>
/// <param name="Computed">Calls that computed pairs.</param>
/// <param name="Reused">Calls that used cached pairs again.</param>
/// <param name="Tokens">Tokens of one sample.</param>
/// <param name="MergeRatio">Mean share of the tokens that were merged, 0 to 1.</param>
/// <param name="JaccardDistance">Mean distance between the pairs of adjacent computed calls; null without pairs.</param>
/// <param name="MedianSimilarity">Mean over the computed calls of the median similarity; null where none were collected.</param>
public sealed record BlockSummary(
    string Block, int Calls, int Computed, int Reused, int Tokens, double MergeRatio, double? JaccardDistance, double? MedianSimilarity)
{
    /// <summary>Share of the calls that used cached pairs, 0 to 1.</summary>
    public double HitRate => (double)Reused / Calls;

    /// <summary>Sums a run up, block by block.</summary>
    /// <param name="reports">The run's reports.</param>
    /// <returns>A summary per block, in the order of the blocks.</returns>
    public static IReadOnlyList<BlockSummary> Of(IEnumerable<BlockCallReport> reports) =>
    [
        .. reports.GroupBy(r => r.Block).Select(block => new BlockSummary(
            block.Key, block.Count(), block.Count(r => r.Computed), block.Count(r => !r.Computed), block.First().Tokens,
            block.Average(r => r.MergeRatio), block.Average(r => r.JaccardDistance), block.Average(r => r.Similarity?.Median))),
    ];
}
