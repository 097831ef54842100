using CaToMe.Merging;
using CaToMe.Models;
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
    /// <param name="cancellationToken">Takes effect before a network's next layer.</param>
    /// <returns>The timings of a subject, as soon as all its rounds are done.</returns>
    /// <exception cref="OptionException">An option is not accepted.</exception>
    public static IEnumerable<UNetTiming> Run(UNetBenchmarkOptions options, CancellationToken cancellationToken = default) =>
        Run(options, _ => [], cancellationToken);

    /// <summary>Runs it beside others, which take their turns first.</summary>
    /// <param name="options">What and how often.</param>
    /// <param name="others">Makes the others for a subject; they are disposed of after its rounds.</param>
    /// <param name="cancellationToken">Takes effect before a network's next layer; of another one, before its next call.</param>
    internal static IEnumerable<UNetTiming> Run(
        UNetBenchmarkOptions options, Func<BenchmarkInput, IEnumerable<Contender>> others, CancellationToken cancellationToken)
    {
        options.Validate();
        return options.Subjects.SelectMany(subject =>
        {
            using var engine = new EngineThread(); // as a pipeline computes
            return engine.RunAsync(() => Time(subject, options, others, cancellationToken), cancellationToken).GetAwaiter().GetResult();
        });
    }

    private static List<UNetTiming> Time(
        BenchmarkSubject subject, UNetBenchmarkOptions options, Func<BenchmarkInput, IEnumerable<Contender>> others, CancellationToken cancellationToken)
    {
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

        var merge = isEmbedded ? options.EmbeddedMerge : new MergeOptions { Method = MergeMethod.CaToMe, Threshold = options.Threshold };
        List<Contender> contenders = [.. others(new BenchmarkInput(subject, weights, sample, context))];
        contenders.Add(new OwnContender(unet, MergeOptions.None, "none", 1, sample, prompt, cancellationToken));
        contenders.Add(new OwnContender(unet, new MergeOptions { Method = MergeMethod.ToMe }, "ToMe r = 0.5", 1, sample, prompt, cancellationToken));
        contenders.Add(new OwnContender(
            unet, merge, FormattableString.Invariant($"CA-ToMe t = {merge.EffectiveThreshold}"), options.CheckpointInterval,
            sample, prompt, cancellationToken));
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
}
