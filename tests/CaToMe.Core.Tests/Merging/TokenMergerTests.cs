using CaToMe.Caching;
using CaToMe.Merging;
using static TorchSharp.torch;

namespace CaToMe.Tests.Merging;

public class TokenMergerTests
{
    private static readonly BlockSite FullResolution = new("down", new TokenGrid(8, 8, 1)), HalfResolution = new("mid", new TokenGrid(4, 4, 2));

    [Fact]
    public void Pairs_are_computed_at_checkpoints_and_reused_at_the_other_calls()
    {
        var statistics = Run(new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0, Checkpoints = CheckpointSchedule.At(2) }, calls: 4);
        Assert.Equal([true, false, true, false], statistics.Calls.Select(c => c.Computed));
        Assert.Equal((2, 2), (statistics.Computed, statistics.Reused));
        Assert.Equal(statistics.Calls[0].MergedPerSample, statistics.Calls[1].MergedPerSample);
    }

    [Fact]
    public void Token_merging_recomputes_at_every_call_and_merges_the_ratio()
    {
        var statistics = Run(new MergeOptions { Method = MergeMethod.ToMe, Ratio = 0.5 }, calls: 3);
        Assert.All(statistics.Calls, c => Assert.True(c.Computed));
        Assert.Equal(0.5, statistics.MergedShare);
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.25, 0.25)]
    [InlineData(0.75, 0.75)]
    [InlineData(1.0, 0.75)]
    public void The_merged_share_is_the_ratio_up_to_one_destination_per_cell(double ratio, double expected) =>
        Assert.Equal(expected, Run(new MergeOptions { Method = MergeMethod.ToMe, Ratio = ratio }, calls: 1).MergedShare);

    [Fact]
    public void Each_sample_has_its_own_count_and_the_published_code_takes_the_largest()
    {
        var options = new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.8 };
        var own = Run(options, calls: 1, batch: 4).Calls.Single().MergedPerSample;
        var published = Run(options with { ReferenceCompatible = true }, calls: 1, batch: 4).Calls.Single().MergedPerSample;
        Assert.True(own.Distinct().Count() > 1);
        Assert.All(published, n => Assert.Equal(own.Max(), n));
    }

    [Fact]
    public void Blocks_beyond_the_downsampling_limit_take_no_part()
    {
        using var scope = NewDisposeScope();
        using var session = new MergeSession(0);
        var recorder = new MergeRecorder(collectPairs: false);
        var merger = new TokenMerger(new MergeOptions { Method = MergeMethod.ToMe }, session, 1, recorder);
        Assert.Null(merger.PlansFor(HalfResolution, Tokens(HalfResolution, 2)).SelfAttention);
        Assert.NotNull(merger.PlansFor(FullResolution, Tokens(FullResolution, 2)).SelfAttention);
        Assert.Equal(["down"], recorder.Statistics.MergedShareByBlock.Keys);
    }

    [Fact]
    public void Only_the_chosen_modules_get_the_plan()
    {
        using var scope = NewDisposeScope();
        using var session = new MergeSession(0);
        var options = new MergeOptions { Method = MergeMethod.ToMe, SelfAttention = false, CrossAttention = true };
        var plans = new TokenMerger(options, session, 1, new MergeRecorder(false)).PlansFor(FullResolution, Tokens(FullResolution, 2));
        Assert.True(plans is { SelfAttention: null, CrossAttention: not null, FeedForward: null });
    }

    [Fact]
    public void Random_destinations_repeat_with_the_seed_and_differ_between_seeds()
    {
        var options = new MergeOptions { Method = MergeMethod.ToMe, Ratio = 0.5, Destinations = DestinationChoice.Random };
        var (first, again, other) = (Pairs(options, seed: 1), Pairs(options, seed: 1), Pairs(options, seed: 2));
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Pairs_and_similarities_are_kept_on_request()
    {
        var call = Run(new MergeOptions { Method = MergeMethod.ToMe, Ratio = 0.5 }, calls: 1, collectPairs: true).Calls.Single();
        Assert.All(call.Pairs!, sample => Assert.Equal(32, sample.Count));
        Assert.All(call.Similarities!, sample => Assert.Equal(48, sample.Length));
        Assert.Null(Run(new MergeOptions { Method = MergeMethod.ToMe }, calls: 1).Calls.Single().Pairs);
    }

    [Fact]
    public void A_session_frees_all_its_tensors()
    {
        Run(new MergeOptions { Method = MergeMethod.ToMe }, calls: 1);
        var before = Tensor.TotalCount;
        Run(new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0, Checkpoints = CheckpointSchedule.EveryCall }, calls: 5);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static List<(int, int)> Pairs(MergeOptions options, int seed) =>
        [.. Run(options, calls: 1, seed: seed, collectPairs: true).Calls.Single().Pairs![0]];

    private static MergeStatistics Run(MergeOptions options, int calls, int batch = 2, int seed = 0, bool collectPairs = false)
    {
        using var scope = NewDisposeScope();
        using var session = new MergeSession(seed);
        var recorder = new MergeRecorder(collectPairs);
        var merger = new TokenMerger(options, session, calls, recorder);
        for (var call = 0; call < calls; call++)
        {
            merger.BeginCall(call);
            merger.PlansFor(FullResolution, Tokens(FullResolution, batch));
        }

        return recorder.Statistics;
    }

    private static Tensor Tokens(BlockSite site, int batch)
    {
        using var generator = new Generator(7, CPU);
        return randn([batch, site.Grid.Tokens, 4], generator: generator);
    }
}
