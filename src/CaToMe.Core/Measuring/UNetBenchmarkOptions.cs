using CaToMe.Merging;
using CaToMe.Runtime;

namespace CaToMe.Measuring;

/// <summary>How the benchmark runs.</summary>
public sealed record UNetBenchmarkOptions
{
    /// <summary>What is timed. Default: all.</summary>
    public IReadOnlyList<BenchmarkSubject> Subjects { get; init; } = Enum.GetValues<BenchmarkSubject>();

    /// <summary>Timed calls of each; the median counts. Default 5.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>The floating-point types, float32 and bfloat16. Default: both where the processor has bfloat16, otherwise float32.</summary>
    public IReadOnlyList<string> Dtypes { get; init; } = CpuFeatures.HasBFloat16 ? ["float32", "bfloat16"] : ["float32"];

    /// <summary>With caching: calls from one checkpoint to the next. Default 5.</summary>
    public int CheckpointInterval { get; init; } = 5;

    /// <summary>CA-ToMe's threshold for SD 1.5's geometry. Default 0.7, the paper's.</summary>
    public double Threshold { get; init; } = 0.7;

    /// <summary>How the embedded model merges with CA-ToMe. Default: as recommended.</summary>
    internal MergeOptions EmbeddedMerge { get; init; } = Recommendations.Shipped.OfEmbedded.Merge;

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="OptionException">A number of calls is less than 1, a type is not known, or the threshold is no similarity.</exception>
    public UNetBenchmarkOptions Validate()
    {
        if (Repeats < 1)
        {
            throw new OptionException("Repeats", Repeats, "give the number of timed calls, from 1.");
        }

        if (CheckpointInterval < 1)
        {
            throw new OptionException("CheckpointInterval", CheckpointInterval, "give the number of calls from one checkpoint to the next, from 1.");
        }

        if (Dtypes.FirstOrDefault(name => name is not ("float32" or "bfloat16")) is { } unknown)
        {
            throw new OptionException("Dtype", unknown, "give float32, bfloat16 or both.");
        }

        new MergeOptions { Threshold = Threshold }.Validate();
        return this;
    }
}
