namespace CaToMe.Measuring;

/// <summary>How the benchmark runs.</summary>
public sealed record UNetBenchmarkOptions
{
    /// <summary>What is timed. Default: all.</summary>
    public IReadOnlyList<BenchmarkSubject> Subjects { get; init; } = Enum.GetValues<BenchmarkSubject>();

    /// <summary>Timed calls of each; the median counts. Default 5.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>A folder with traced networks of diffusers and tomesd to compare with; null compares with none.</summary>
    public string? PeersFolder { get; init; }

    /// <summary>With caching: calls from one checkpoint to the next. Default 5.</summary>
    public int CheckpointInterval { get; init; } = 5;

    /// <summary>CA-ToMe's threshold for SD 1.5's geometry. Default 0.7, the paper's.</summary>
    public double Threshold { get; init; } = 0.7;
}
