using CaToMe.Denoising;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Reuse;
using CaToMe.UNet;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Merging;

/// <summary>
/// The embedded model's U-Net with plans of every form, on a CPU, which computes them all. What a GPU gets,
/// <see cref="PlanForm.Padded"/>, predicts what packed plans of each sample alone predict.
/// </summary>
public sealed class PlanFormTests : IDisposable
{
    private const int Calls = 5, Batch = 2;

    /// <summary>Rounding alone: forms add tokens up in another order.</summary>
    private const double Rounding = 2e-5;

    private readonly ModelFiles model;
    private readonly UNet2DConditionModel unet;

    public PlanFormTests()
    {
        model = ModelFiles.Open(EmbeddedModel.Path);
        unet = new UNet2DConditionModel(new WeightReader(model.Weights("unet"), CPU, ScalarType.Float32), UNetConfig.From(model.Configs.Of("unet")));
    }

    public static TheoryData<string> Settings =>
    [
        "catome:0.9@0,2", "catome:0.9@every-3 dst=random", "catome:0.9@0,2 max-downsample=2", "catome:0.9@0,3 cross-attention mlp",
        "catome:0.8@all stride=4x2", "catome:-1@0,2", "catome:0.9@0,2 keys", "tome:0.5", "tome:0.5@0,2 dst=random max-downsample=2",
    ];

    public void Dispose()
    {
        unet.Dispose();
        model.Dispose();
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_batch_of_padded_plans_predicts_what_each_sample_predicts_alone(string setting)
    {
        using var scope = NewDisposeScope();
        var options = MergeOptions.Parse(setting);
        var alone = Enumerable.Range(0, Batch).Select(sample => Run(options, PlanForm.Packed, sample)).ToList();
        var together = Run(options, PlanForm.Padded);
        Assert.Equal(
            alone[0].Statistics.Calls.Zip(alone[1].Statistics.Calls, (a, b) => $"{Text(a)} {b.MergedPerSample[0]}"), together.Statistics.Calls.Select(Text));
        for (var call = 0; call < Calls; call++)
        {
            var expected = cat([alone[0].Predictions[call], alone[1].Predictions[call]]);
            Assert.InRange(Golden.RelativeError(together.Predictions[call], expected), 0, Rounding);
        }
    }

    [Theory]
    [InlineData("catome:0.9@0,2 reference-compatible")]
    [InlineData("catome:0.9@every-2 dst=random reference-compatible")]
    [InlineData("catome:0.99999@0,2 reference-compatible")]
    [InlineData("tome:0.5@0,2 reference-compatible")]
    public void The_published_codes_one_count_for_a_batch_is_found_on_the_device_too(string setting)
    {
        using var scope = NewDisposeScope();
        var options = MergeOptions.Parse(setting);
        var (packed, padded) = (Run(options, PlanForm.Packed), Run(options, PlanForm.Padded));
        Assert.Equal(packed.Statistics.Calls.Select(Text), padded.Statistics.Calls.Select(Text));
        Assert.All(padded.Statistics.Calls, c => Assert.Single(c.MergedPerSample.Distinct()));
        Assert.All(padded.Predictions.Zip(packed.Predictions), p => Assert.InRange(Golden.RelativeError(p.First, p.Second), 0, Rounding));
    }

    /// <summary>
    /// Counts what asks for numbers: merging has no other way to (ReadBackTests looks for one in the compiled code, and in UNet and
    /// Layers too). It does not show whether an operator of libtorch waits inside, and uploads are not counted.
    /// </summary>
    [Theory]
    [InlineData("catome:0.9@0,3", new[] { 1, 0, 0, 1, 0 })]
    [InlineData("catome:0.9@0,2 max-downsample=2 dst=random", new[] { 1, 0, 1, 0, 0 })]
    [InlineData("catome:0.9@2 reference-compatible", new[] { 1, 1, 0, 0, 0 })]
    [InlineData("catome:1@all", new[] { 1, 1, 1, 1, 1 })]
    [InlineData("tome:0.5", new[] { 0, 0, 0, 0, 0 })]
    public void Where_reading_waits_a_checkpoint_call_reads_once_and_no_other_call_does(string setting, int[] expected)
    {
        using var scope = NewDisposeScope();
        var run = Run(MergeOptions.Parse(setting), PlanForm.Padded);
        Assert.True(run.Statistics.Calls.Select(c => c.Block).Distinct().Count() > 1);
        Assert.Equal(expected, run.Reads);
    }

    [Fact]
    public void After_the_call_plans_have_the_slots_of_the_longest_sample_and_merging_nothing_leaves_none()
    {
        using var scope = NewDisposeScope();
        var run = Run(MergeOptions.Parse("catome:0.9@0"), PlanForm.Padded);
        Assert.Contains(run.Statistics.Calls, c => c.MergedPerSample.Distinct().Count() > 1);
        Assert.Equal(
            run.Statistics.Calls.Where(c => c.Call == 0 && c.MergedPerSample.Any(n => n > 0)).Select(c => (long)c.Tokens - c.MergedPerSample.Min()),
            run.Slots);
        Assert.Empty(Run(MergeOptions.Parse("catome:1@0"), PlanForm.Padded).Slots);
    }

    /// <summary>A threshold between the most similar pairs of two samples.</summary>
    [Fact]
    public void One_sample_of_a_batch_may_merge_nothing()
    {
        using var scope = NewDisposeScope();
        var highest = Run(MergeOptions.Parse("catome:-1@0"), PlanForm.Packed, collectPairs: true).Statistics.Calls[0].Similarities!.Select(s => s[0]).ToList();
        var options = new MergeOptions { Method = MergeMethod.CaToMe, Threshold = highest.Average(), Checkpoints = CheckpointSchedule.At(0) };
        var padded = Run(options, PlanForm.Padded);
        Assert.Equal(0, padded.Statistics.Calls[0].MergedPerSample.Min());
        Assert.True(padded.Statistics.Calls[0].MergedPerSample.Max() > 0);
        var alone = cat([Run(options, PlanForm.Packed, 0).Predictions[1], Run(options, PlanForm.Packed, 1).Predictions[1]]);
        Assert.InRange(Golden.RelativeError(padded.Predictions[1], alone), 0, Rounding);
    }

    [Fact]
    public void Pairs_are_the_same_whenever_they_are_read()
    {
        using var scope = NewDisposeScope();
        var options = MergeOptions.Parse("catome:0.9@0,2 max-downsample=2");
        var (packed, padded) = (Run(options, PlanForm.Packed, collectPairs: true), Run(options, PlanForm.Padded, collectPairs: true));
        Assert.Equal(packed.Statistics.Calls.Select(c => c.Computed), padded.Statistics.Calls.Select(c => c.Pairs is not null));
        var first = padded.Statistics.Calls[0];
        Assert.Equal(first.MergedPerSample, first.Pairs!.Select(pairs => pairs.Count));
        Assert.Equal(packed.Statistics.Calls[0].Pairs!.SelectMany(pairs => pairs), first.Pairs!.SelectMany(pairs => pairs));
        Assert.Equal(packed.Statistics.Calls[0].Similarities!.SelectMany(s => s), first.Similarities!.SelectMany(s => s));
    }

    /// <summary>In reference-compatible mode a session outlives a run, also one that ended within a checkpoint call.</summary>
    [Fact]
    public void A_plan_that_a_cancelled_call_left_open_serves_the_next_run_and_nothing_leaks()
    {
        var before = TensorCount.Settled();
        using (NewDisposeScope())
        {
            var options = MergeOptions.Parse("catome:0.9@40 reference-compatible");
            using var session = new MergeSession(0);
            using var cancellation = new CancellationTokenSource();
            var (cancelled, next) = (new MergeRecorder(false), new MergeRecorder(false));
            Assert.ThrowsAny<OperationCanceledException>(() => Predict(options, session, cancelled, new CancelsAfter(1, cancellation), cancellation.Token));
            Assert.IsType<OpenPlan>(session.Plans.Values.Single());
            Predict(options, session, next, null, CancellationToken.None);
            Assert.Empty(cancelled.Statistics.Calls);
            Assert.False(next.Statistics.Calls[0].Computed);
            Assert.True(next.Statistics.Calls[0].MergedPerSample.Min() > 0);
            Assert.All(session.Plans.Values, plan => Assert.IsType<PaddedPlan>(plan));
            Assert.Equal(1, session.Reads.Count);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    private void Predict(MergeOptions options, MergeSession session, MergeRecorder recorder, CancelsAfter? around, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var merger = new TokenMerger(options, session, new ListedCalls(new HashSet<int>()), recorder, PlanForm.Padded);
        IInterceptor interceptor = around?.Of(merger) ?? (IInterceptor)merger;
        using var prompt = new PromptAttention(Context(null));
        new UNetDenoiser(unet, ScalarType.Float32, prompt, [new PlannedCall(500)], interceptor, null, cancellation).Predict(Latents(0, null), 0);
    }

    private static readonly double[] Timesteps = [900, 700, 500, 300, 100];

    private sealed record RunResult(IReadOnlyList<Tensor> Predictions, MergeStatistics Statistics, int[] Reads, IReadOnlyList<long> Slots);

    /// <summary>A few calls on given latents, each read for itself, so that differences do not add up.</summary>
    /// <param name="options">How tokens are merged.</param>
    /// <param name="form">The plans' form.</param>
    /// <param name="sample">The one sample to run; null: the batch.</param>
    /// <param name="collectPairs">Whether to keep pairs.</param>
    private RunResult Run(MergeOptions options, PlanForm form, int? sample = null, bool collectPairs = false)
    {
        using var session = new MergeSession(3);
        var recorder = new MergeRecorder(collectPairs);
        var checkpoints = options.ReferenceCompatible ? options.EffectiveCheckpoints.InPublishedCode(Calls) : options.EffectiveCheckpoints.For(Calls);
        var merger = new TokenMerger(options, session, new ListedCalls(checkpoints), recorder, form);
        using var prompt = new PromptAttention(Context(sample));
        var interceptor = new SeededMetric(merger, sample);
        PlannedCall[] calls = [.. Timesteps.Select(timestep => new PlannedCall(timestep))];
        var denoiser = new UNetDenoiser(unet, ScalarType.Float32, prompt, calls, interceptor, null, CancellationToken.None);
        var (predictions, reads) = (new List<Tensor>(), new int[Calls]);
        for (var call = 0; call < Calls; call++)
        {
            var before = session.Reads.Count;
            predictions.Add(denoiser.Predict(Latents(call, sample), call));
            reads[call] = session.Reads.Count - before;
        }

        return new RunResult(predictions, recorder.Statistics, reads, [.. session.Plans.Values.OfType<PaddedPlan>().Select(plan => plan.Slots)]);
    }

    /// <summary>[2, 4, 16, 16], other ones at each call.</summary>
    private Tensor Latents(int call, int? sample)
    {
        using var generator = new Generator((ulong)(10 + call), CPU);
        return Of(randn([Batch, unet.Config.InChannels, 16, 16], generator: generator), sample);
    }

    private Tensor Context(int? sample)
    {
        using var generator = new Generator(1, CPU);
        return Of(randn([Batch, 77, unet.Config.CrossAttentionDim], generator: generator), sample);
    }

    private static Tensor Of(Tensor samples, int? one) => one is { } sample ? samples.narrow(0, sample, 1) : samples;

    private static string Text(BlockCall call) => $"{call.Block} {call.Call} {call.Computed} {string.Join(' ', call.MergedPerSample)}";

    /// <summary>
    /// Shows the merger tokens of its own in place of a block's. The blocks' own differ by rounding, which sometimes changes which
    /// of two equally similar pairs is merged: no matter here. The first sample's tokens are more alike than the second's.
    /// </summary>
    private sealed class SeededMetric(IInterceptor inner, int? sample) : IInterceptor
    {
        private int call, blocks;

        public void BeginCall(int number)
        {
            (call, blocks) = (number, 0);
            inner.BeginCall(number);
        }

        public IBlockInterceptor Enter(BlockSite site, Tensor x)
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)((100 * call) + blocks++), CPU);
            var tokens = randn([Batch, site.Grid.Tokens, 8], generator: generator);
            var common = randn([Batch, 1, 8], generator: generator) * tensor([1.9f, 1.3f]).view(2, 1, 1);
            return inner.Enter(site, Of(tokens + common, sample));
        }

        public void EndCall() => inner.EndCall();
    }

    /// <summary>Ends the run after a number of blocks.</summary>
    private sealed class CancelsAfter(int blocks, CancellationTokenSource cancellation)
    {
        internal IInterceptor Of(IInterceptor inner) => new Around(inner, blocks, cancellation);

        private sealed class Around(IInterceptor inner, int blocks, CancellationTokenSource cancellation) : IInterceptor
        {
            private int entered;

            public void BeginCall(int call) => inner.BeginCall(call);

            public IBlockInterceptor Enter(BlockSite site, Tensor x)
            {
                var block = inner.Enter(site, x);
                if (++entered == blocks)
                {
                    cancellation.Cancel();
                }

                return block;
            }

            public void EndCall() => inner.EndCall();
        }
    }
}
