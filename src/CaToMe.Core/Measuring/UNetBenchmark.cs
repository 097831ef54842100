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
        var config = UNetConfig.From((files?.Configs ?? PublishedConfigs.OfSd15()).Of("unet"));
        using var generator = new Generator(1, CPU);
        var sample = randn([2, config.InChannels, side, side], generator: generator);
        var context = randn([2, 77, config.CrossAttentionDim], generator: generator);
        var merge = isEmbedded ? options.EmbeddedMerge : new MergeOptions { Method = MergeMethod.CaToMe, Threshold = options.Threshold };
        var contenders = new List<Contender>();
        try
        {
            foreach (var dtype in options.Dtypes)
            {
                var type = dtype == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32;
                var input = new BenchmarkInput(subject, weights, sample.to(type), context.to(type));
                contenders.AddRange(others(input));
                contenders.AddRange(OwnContender.Of(input, config, merge, options.CheckpointInterval, cancellationToken));
            }

            ProcessMemory.GiveBackFreedPages(); // loading leaves more than a call needs
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
            ProcessMemory.GiveBackFreedPages();
        }
    }
}
