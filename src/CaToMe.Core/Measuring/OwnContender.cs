using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Measuring;

/// <summary>Our network under one way of merging.</summary>
internal sealed class OwnContender(
    UNet2DConditionModel unet, MergeOptions options, string setting, int interval, Tensor sample, PromptAttention prompt, CancellationToken cancellation)
    : Contender("CaToMe", setting)
{
    private readonly MergeSession session = new(0);
    private readonly MergeRecorder recorder = new(collectPairs: false);

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
        if (interval == 1)
        {
            return computing;
        }

        merger.BeginCall(1);
        var reusing = Seconds(() => unet.Forward(sample, 500, prompt, merger, cancellation));
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

        var tokens = plans.ConvertAll(p => randn([2, p.Tokens, unet.Config.Channels[0]]));
        var times = Enumerable.Range(0, 20).Select(_ => Seconds(() =>
        {
            using var inner = NewDisposeScope();
            foreach (var (plan, x) in plans.Zip(tokens))
            {
                plan.Unmerge(plan.Merge(x));
            }
        })).Order().ToList();
        return times[times.Count / 2];
    }

    public override void Dispose() => session.Dispose();
}
