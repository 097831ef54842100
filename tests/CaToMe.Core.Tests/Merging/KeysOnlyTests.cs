using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Tests.Merging;

public sealed class KeysOnlyTests(DiffusionPipelineTests.Embedded embedded) : IClassFixture<DiffusionPipelineTests.Embedded>
{
    private static readonly GenerationRequest Plain = new() { Prompt = "a red apple", Seed = 7, Steps = 6, Width = 128, Height = 128, Sampler = "dpm++2m" };

    [Fact]
    public void Every_token_attends_to_merged_ones()
    {
        var before = TensorCount.Settled();
        using (NewDisposeScope())
        {
            var options = MergeOptions.Parse("catome:-1 keys mlp");
            using var session = new MergeSession(0);
            var x = randn(2, 16, 8);
            var merger = new TokenMerger(options, session, new ListedCalls(new HashSet<int>()), new MergeRecorder(false));
            using var plan = merger.Plan(x, new TokenGrid(4, 4, 1), null).Plan!;
            var block = new MergedBlock(plan, options, new EveryToken());
            var result = block.Around(BlockLayer.SelfAttention, x, (tokens, keys) =>
            {
                Assert.Equal(x.view(32, 8).data<float>(), tokens.Values.data<float>());
                Assert.Equal([16, 16], tokens.Lengths);
                Assert.Equal([4, 4], keys!.Value.Lengths);
                Assert.Equal(plan.Merge(x).Values.data<float>(), keys.Value.Values.data<float>());
                return tokens.Values * 2;
            });
            Assert.Equal((x * 2).data<float>(), result.data<float>());

            // The other layers merge as ever.
            block.Around(BlockLayer.FeedForward, x, (tokens, keys) =>
            {
                Assert.Equal([4, 4], tokens.Lengths);
                Assert.Null(keys);
                return tokens.Values;
            });
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Where_nothing_is_similar_enough_the_picture_is_the_plain_one() =>
        Assert.Equal(Draw(Plain).Latents.Values, Draw(Plain with { Merge = MergeOptions.Parse("catome:1@all keys") }).Latents.Values);

    [Fact]
    public void Much_less_is_lost_than_by_merging_what_attends()
    {
        var plain = Draw(Plain);
        double Psnr(string merge) => ImageQuality.Psnr(Draw(Plain with { Merge = MergeOptions.Parse(merge) }).Images[0], plain.Images[0]);
        Assert.True(Psnr("catome:0.5@every-3 keys") > Psnr("catome:0.5@every-3") + 3);
    }

    private GenerationResult Draw(GenerationRequest request) => embedded.Pipeline.Generate(request);
}
