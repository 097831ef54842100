using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Tests.Merging;

public class TokenMergerTests
{
    private static readonly BlockSite FullResolution = new("down", new TokenGrid(8, 8, 1)), HalfResolution = new("mid", new TokenGrid(4, 4, 2));
    private static readonly ListedCalls EveryCall = new(new HashSet<int> { 0 });

    [Fact]
    public void Pairs_are_computed_at_checkpoints_and_reused_at_the_other_calls()
    {
        var statistics = Run(new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0, Checkpoints = CheckpointSchedule.At(2) }, calls: 4);
        Assert.Equal([true, false, true, false], statistics.Calls.Select(c => c.Computed));
        Assert.Equal((2, 2), (statistics.Computed, statistics.Reused));
        Assert.Equal(statistics.Calls[0].MergedPerSample, statistics.Calls[1].MergedPerSample);
    }

    /// <summary>Tokens of the meta device have no numbers: whatever looks at them fails.</summary>
    [Fact]
    public void Between_checkpoints_a_block_begins_without_looking_at_its_tokens()
    {
        using var scope = NewDisposeScope();
        using var session = new MergeSession(0);
        var checkpoints = new ListedCalls(new HashSet<int> { 0, 2 });
        var merger = new TokenMerger(new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0 }, session, checkpoints, new MergeRecorder(false));
        var unseen = empty([2, FullResolution.Grid.Tokens, 4], device: META);
        merger.BeginCall(0);
        merger.Enter(FullResolution, Tokens(FullResolution, 2));
        merger.BeginCall(1);
        Assert.IsType<MergedBlock>(merger.Enter(FullResolution, unseen));
        merger.BeginCall(2);
        Assert.ThrowsAny<Exception>(() => merger.Enter(FullResolution, unseen));
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
        var merger = new TokenMerger(new MergeOptions { Method = MergeMethod.ToMe }, session, EveryCall, recorder);
        Assert.Equal(16, TokensSeen(merger, HalfResolution, BlockLayer.SelfAttention));
        Assert.Equal(32, TokensSeen(merger, FullResolution, BlockLayer.SelfAttention));
        merger.EndCall();
        Assert.Equal("down", recorder.Statistics.Calls.Single().Block);
    }

    [Fact]
    public void Only_the_chosen_layers_see_merged_tokens()
    {
        using var scope = NewDisposeScope();
        using var session = new MergeSession(0);
        var options = new MergeOptions { Method = MergeMethod.ToMe, SelfAttention = false, CrossAttention = true };
        var merger = new TokenMerger(options, session, EveryCall, new MergeRecorder(false));
        Assert.Equal(64, TokensSeen(merger, FullResolution, BlockLayer.SelfAttention));
        Assert.Equal(32, TokensSeen(merger, FullResolution, BlockLayer.CrossAttention));
        Assert.Equal(64, TokensSeen(merger, FullResolution, BlockLayer.FeedForward));
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
    public void Indices_of_first_destinations_go_to_the_device_once_for_each_grid()
    {
        using var session = new MergeSession(0);
        var made = new List<TokenGrid>();
        foreach (var grid in new[] { FullResolution.Grid, HalfResolution.Grid, FullResolution.Grid })
        {
            Assert.Equal(grid.Tokens, Placed(grid).Sources.shape[0] + Placed(grid).Destinations.shape[0]);
        }

        Assert.Equal([FullResolution.Grid, HalfResolution.Grid], made);

        PlacedSplit Placed(TokenGrid grid) => session.Split(grid, CPU, () =>
        {
            made.Add(grid);
            return TokenSplit.Of(grid, 2, 2);
        });
    }

    [Fact]
    public void A_session_frees_all_its_tensors()
    {
        Run(new MergeOptions { Method = MergeMethod.ToMe }, calls: 1);
        var before = TensorCount.Settled();
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
        var checkpoints = options.ReferenceCompatible ? options.EffectiveCheckpoints.InPublishedCode(calls) : options.EffectiveCheckpoints.For(calls);
        var merger = new TokenMerger(options, session, new ListedCalls(checkpoints), recorder);
        for (var call = 0; call < calls; call++)
        {
            merger.BeginCall(call);
            merger.Enter(FullResolution, Tokens(FullResolution, batch));
            merger.EndCall();
        }

        return recorder.Statistics;
    }

    /// <summary>How many tokens of a sample a layer gets.</summary>
    private static long TokensSeen(TokenMerger merger, BlockSite site, BlockLayer layer)
    {
        var (x, seen) = (Tokens(site, 2), 0L);
        merger.Enter(site, x).Around(layer, x, (tokens, _) =>
        {
            seen = tokens.Lengths[0];
            return tokens.Values;
        });
        return seen;
    }

    private static Tensor Tokens(BlockSite site, int batch)
    {
        using var generator = new Generator(7, CPU);
        return randn([batch, site.Grid.Tokens, 4], generator: generator);
    }
}
