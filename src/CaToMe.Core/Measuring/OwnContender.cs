using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.UNet;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Measuring;

/// <summary>Our network in one type, under one way of merging.</summary>
internal sealed class OwnContender : Contender
{
    private readonly UNet2DConditionModel unet;
    private readonly MergeOptions options;
    private readonly int interval;
    private readonly Tensor sample;
    private readonly PromptAttention prompt;
    private readonly CancellationToken cancellation;
    private readonly MergeSession session = new(0);
    private readonly MergeRecorder recorder = new(collectPairs: false);

    private OwnContender(
        UNet2DConditionModel unet, MergeOptions options, string setting, int interval, BenchmarkInput input, CancellationToken cancellation)
        : base("CaToMe", input.Type, setting)
    {
        (this.unet, this.options, this.interval, this.cancellation) = (unet, options, interval, cancellation);
        sample = input.Sample;
        prompt = new PromptAttention(input.Context);
    }

    /// <summary>Without merging, with ToMe and with CA-ToMe, of one network.</summary>
    internal static IEnumerable<Contender> Of(
        BenchmarkInput input, UNetConfig config, MergeOptions merge, int interval, CancellationToken cancellation)
    {
        var unet = new UNet2DConditionModel(new WeightReader(input.Weights, CPU, input.Type), config);
        var threshold = FormattableString.Invariant($"CA-ToMe t = {merge.EffectiveThreshold}");
        return
        [
            With(MergeOptions.None, "none", 1),
            With(new MergeOptions { Method = MergeMethod.ToMe }, "ToMe r = 0.5", 1),
            With(merge, threshold, interval),
        ];

        OwnContender With(MergeOptions options, string setting, int every) => new(unet, options, setting, every, input, cancellation);
    }

    protected override double MergedShare => recorder.MergedShare;

    /// <summary>A call that computes pairs and, with caching, one that uses them again; weighted as a run has them.</summary>
    protected override double TimeOneCall()
    {
        if (options.Method == MergeMethod.None)
        {
            return Seconds(() => unet.Forward(sample, 500, prompt, new EveryToken(), cancellation));
        }

        var merger = new TokenMerger(options, session, new ListedCalls(new HashSet<int> { 0 }), recorder);
        merger.BeginCall(0);
        var computing = Seconds(() => unet.Forward(sample, 500, prompt, merger, cancellation));
        merger.EndCall();
        if (interval == 1)
        {
            return computing;
        }

        merger.BeginCall(1);
        var reusing = Seconds(() => unet.Forward(sample, 500, prompt, merger, cancellation));
        merger.EndCall();
        return (computing + ((interval - 1) * reusing)) / interval;
    }

    /// <summary>Merging and unmerging once with every cached plan, the median of many times.</summary>
    protected override double? ApplicationSeconds()
    {
        using var scope = NewDisposeScope();
        var plans = session.Plans.Values.ToList();
        if (plans.Count == 0)
        {
            return null;
        }

        var tokens = plans.ConvertAll(p => randn([2, p.Tokens, unet.Config.Channels[0]]).to(sample.dtype));
        var times = Enumerable.Range(0, 20).Select(_ => Seconds(() =>
        {
            using var inner = NewDisposeScope();
            foreach (var (plan, x) in plans.Zip(tokens))
            {
                plan.Unmerge(plan.Merge(x).Values);
            }
        })).Order().ToList();
        return times[times.Count / 2];
    }

    public override void Dispose()
    {
        session.Dispose();
        prompt.Dispose();
        unet.Dispose(); // those of one network share it: the second time does nothing
    }
}
