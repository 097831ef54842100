using System.Diagnostics;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Reuse;
using CaToMe.Runtime;
using CaToMe.UNet;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Measuring;

/// <summary>
/// Times U-Net calls: every way of running a network in turn, round after round, so that all of them see the same machine.
/// </summary>
public static class UNetBenchmark
{
    /// <summary>Runs it on the CPU.</summary>
    /// <param name="options">What and how often.</param>
    /// <param name="cancellationToken">Takes effect before a network's next layer; of a traced one, before its next call.</param>
    /// <returns>The timings of a subject, as soon as all its rounds are done.</returns>
    /// <exception cref="ModelException">A traced network is missing or cannot be read.</exception>
    /// <exception cref="OptionException">A number of calls is less than 1.</exception>
    public static IEnumerable<UNetTiming> Run(UNetBenchmarkOptions options, CancellationToken cancellationToken = default)
    {
        if (options.Repeats < 1)
        {
            throw new OptionException("Repeats", options.Repeats, "give the number of timed calls, from 1.");
        }

        if (options.CheckpointInterval < 1)
        {
            throw new OptionException("CheckpointInterval", options.CheckpointInterval, "give the number of calls from one checkpoint to the next, from 1.");
        }

        new MergeOptions { Threshold = options.Threshold }.Validate();
        if (options.PeersFolder is { } peers && !Directory.Exists(peers))
        {
            throw new OptionException("PeersFolder", peers, "there is no such folder. Give the one with the traced networks.");
        }

        NativeRuntime.Load();
        return options.Subjects.SelectMany(subject => Time(subject, options, cancellationToken));
    }

    private static List<UNetTiming> Time(BenchmarkSubject subject, UNetBenchmarkOptions options, CancellationToken cancellationToken)
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        var isEmbedded = subject == BenchmarkSubject.Embedded256;
        var side = subject == BenchmarkSubject.StableDiffusion768 ? 96 : 64;
        using var files = isEmbedded ? ModelFiles.Open(EmbeddedModel.Path) : null;
        var weights = files?.Weights("unet") ?? new HashedWeights("unet.");
        using var unet = new UNet2DConditionModel(
            new WeightReader(weights, CPU, ScalarType.Float32), UNetConfig.From((files?.Configs ?? PublishedConfigs.OfSd15()).Of("unet")));
        using var generator = new Generator(1, CPU);
        using var sample = randn([2, unet.Config.InChannels, side, side], generator: generator);
        using var context = randn([2, 77, unet.Config.CrossAttentionDim], generator: generator);
        using var prompt = new PromptAttention(context);

        var merge = isEmbedded ? EmbeddedModel.RecommendedMerge : new MergeOptions { Method = MergeMethod.CaToMe, Threshold = options.Threshold };
        var contenders = new List<Contender>();
        foreach (var (name, implementation, setting) in new[] { ("plain", "diffusers", "none"), ("tome50", "diffusers + tomesd", "ToMe r = 0.5") })
        {
            if (options.PeersFolder is { } folder)
            {
                contenders.Add(new TracedContender(
                    new TracedNetwork(Path.Combine(folder, $"{(isEmbedded ? "emoji" : "sd15")}-{side}-{name}.pt"), weights),
                    implementation, setting, sample, context));
            }
        }

        contenders.Add(new OwnContender(unet, MergeOptions.None, "none", 1, sample, prompt, cancellationToken));
        contenders.Add(new OwnContender(unet, new MergeOptions { Method = MergeMethod.ToMe }, "ToMe r = 0.5", 1, sample, prompt, cancellationToken));
        contenders.Add(new OwnContender(
            unet, merge, FormattableString.Invariant($"CA-ToMe t = {merge.EffectiveThreshold}"),
                options.CheckpointInterval, sample, prompt, cancellationToken));
        try
        {
            for (var round = -1; round < options.Repeats; round++)
            {
                foreach (var contender in contenders)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    contender.Call(isWarmUp: round < 0);
                }
            }

            return contenders.ConvertAll(c => c.Timing(subject));
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
        }
    }

    private abstract class Contender(string implementation, string setting) : IDisposable
    {
        private readonly List<double> seconds = [];

        internal void Call(bool isWarmUp)
        {
            using var scope = NewDisposeScope();
            var time = TimeOneCall();
            if (!isWarmUp)
            {
                seconds.Add(time);
            }
        }

        internal UNetTiming Timing(BenchmarkSubject subject)
        {
            seconds.Sort();
            var median = (seconds[(seconds.Count - 1) / 2] + seconds[seconds.Count / 2]) / 2;
            return new UNetTiming(subject, implementation, setting, median, seconds[0], MergedShare, ApplicationSeconds() / median);
        }

        public abstract void Dispose();

        protected virtual double MergedShare => 0;

        protected abstract double TimeOneCall();

        protected virtual double? ApplicationSeconds() => null;

        protected static double Seconds(Action action)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private sealed class TracedContender(TracedNetwork network, string implementation, string setting, Tensor sample, Tensor context)
        : Contender(implementation, setting)
    {
        protected override double TimeOneCall() => Seconds(() => network.Forward(sample, context));

        public override void Dispose() => network.Dispose();
    }

    private sealed class OwnContender(
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
}
