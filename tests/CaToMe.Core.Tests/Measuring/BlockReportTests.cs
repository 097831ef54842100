using CaToMe.Measuring;
using CaToMe.Merging;

namespace CaToMe.Tests.Measuring;

public class BlockReportTests
{
    private static readonly MergeStatistics Statistics = new(
    [
        new BlockCall("a", 0, 16, [4, 8], true) { Pairs = [[(1, 0), (3, 2)], [(1, 0)]], Similarities = [[0.9f, 0.5f, 0.1f], [0.7f, 0.3f]] },
        new BlockCall("a", 1, 16, [4, 8], false),
        new BlockCall("a", 2, 16, [2, 2], true) { Pairs = [[(1, 0)], [(1, 0)]], Similarities = [[0.9f], [0.9f]] },
        new BlockCall("b", 0, 4, [1, 1], true),
    ]);

    [Fact]
    public void A_call_is_compared_with_the_blocks_computed_call_before()
    {
        var reports = BlockCallReport.Of(Statistics);
        Assert.Equal([null, null, 0.25, null], reports.Select(r => r.JaccardDistance));
        Assert.Equal([6.0, 6, 2, 1], reports.Select(r => r.MergedPairs));
        Assert.Equal(new SimilarityQuantiles(0.1f, 0.3f, 0.5f, 0.7f, 0.9f), reports[0].Similarity);
    }

    [Fact]
    public void A_summary_has_the_means_of_its_block()
    {
        var summaries = BlockSummary.Of(BlockCallReport.Of(Statistics));
        Assert.Equal([("a", 3, 2, 1), ("b", 1, 1, 0)], summaries.Select(s => (s.Block, s.Calls, s.Computed, s.Reused)));
        Assert.Equal(0.25, summaries[0].JaccardDistance);
        Assert.Null(summaries[1].JaccardDistance);
        Assert.Equal(1.0 / 3, summaries[0].HitRate, 12);
    }
}
