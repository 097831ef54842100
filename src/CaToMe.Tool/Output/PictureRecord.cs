using CaToMe.Requests;
using CaToMe.Imaging;

namespace CaToMe.Tool.Output;

/// <summary>What <c>generate --json</c> says of one picture.</summary>
internal sealed class PictureRecord(GenerationResult result, int index, PlannedRun run)
    : DrawnRecord(run.Pictures[index], ImageMetadata.Of(result, index))
{
    /// <summary>The file with the run's final latents; null where they were not kept.</summary>
    public string? Latents => run.Latents is null ? null : System.IO.Path.GetFullPath(run.Latents);

    public double SamplingSeconds => result.SamplingTime.TotalSeconds;

    /// <summary>How often a block computed its pairs.</summary>
    public int Computed => result.Statistics.Computed;

    /// <summary>How often a block used cached pairs again.</summary>
    public int Reused => result.Statistics.Reused;

    public IReadOnlyList<string> Warnings => result.Warnings;
}
