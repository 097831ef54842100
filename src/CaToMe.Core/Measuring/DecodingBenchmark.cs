using System.Diagnostics;
using CaToMe.Runtime;
using CaToMe.Vae;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Measuring;

/// <summary>Times decoding a picture with the autoencoder of SD 1.5's geometry, whole, on the CPU.</summary>
internal static class DecodingBenchmark
{
    /// <summary>Decodes pictures of one type and several sizes.</summary>
    /// <param name="dtype"><c>float32</c> or <c>bfloat16</c>.</param>
    /// <param name="sides">Rows and columns of the latents.</param>
    /// <param name="repeats">Timed runs; the fastest counts. From 1.</param>
    internal static IReadOnlyList<DecodingTiming> Run(string dtype, IReadOnlyList<int> sides, int repeats)
    {
        using var engine = new EngineThread(); // as a pipeline computes
        return engine.RunAsync<IReadOnlyList<DecodingTiming>>(() =>
        {
            using var reader = new WeightReader(new HashedWeights("vae."), CPU, dtype == "bfloat16" ? ScalarType.BFloat16 : ScalarType.Float32);
            using var vae = new AutoencoderKL(reader, AutoencoderConfig.From(PublishedConfigs.OfSd15().Of("vae")));
            Decode(vae, 8).Dispose(); // warms up
            return [.. sides.Select(side => Time(vae, dtype, side, repeats))];
        }).GetAwaiter().GetResult();
    }

    private static DecodingTiming Time(AutoencoderKL vae, string dtype, int side, int repeats)
    {
        var (seconds, estimated) = (double.PositiveInfinity, 0L);
        ProcessMemory.GiveBackFreedPages();
        ProcessMemory.ForgetPeak();
        var before = ProcessMemory.ResidentBytes();
        for (var i = 0; i < repeats; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Decode(vae, side).Dispose();
            seconds = Math.Min(seconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var peak = ProcessMemory.PeakBytes() - before;
        using (var latents = empty(1, vae.Config.LatentChannels, side, side, device: META))
        {
            estimated = vae.BytesToDecode(latents);
        }

        return new DecodingTiming(dtype, side, side * vae.Config.Factor, seconds, DecoderWork.Of(vae.Config, side), peak, estimated);
    }

    private static Tensor Decode(AutoencoderKL vae, int side)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1, CPU);
        return vae.Decode(randn([1, vae.Config.LatentChannels, side, side], generator: generator).to(vae.Dtype)).MoveToOuterDisposeScope();
    }
}
