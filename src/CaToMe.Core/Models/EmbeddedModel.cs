using CaToMe.Reuse;
using CaToMe.Merging;

namespace CaToMe.Models;

/// <summary>The small text-to-image model that comes with CaToMe: see models/emoji/README.md.</summary>
public static class EmbeddedModel
{
    /// <summary>The guidance scale it was made for.</summary>
    public const double GuidanceScale = 3;

    /// <summary>Its folder, beside the library.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        System.IO.Path.GetDirectoryName(typeof(EmbeddedModel).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory,
        "models",
        "emoji");

    /// <summary>The CA-ToMe setting that is recommended for it, chosen by measuring: see docs/benchmarks.md.</summary>
    public static MergeOptions RecommendedMerge { get; } = new()
    {
        Method = MergeMethod.CaToMe,
        Threshold = 0.92,
        Checkpoints = CheckpointSchedule.Parse("every-5"),
    };
}
