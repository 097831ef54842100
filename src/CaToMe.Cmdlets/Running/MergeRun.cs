using CaToMe.Merging;
using CaToMe.Shell;

namespace CaToMe.Running;

/// <summary>A picture and what merging did in it.</summary>
/// <param name="Prompt">What was drawn.</param>
/// <param name="Seed">Seed of the noise; null where it is not known.</param>
/// <param name="Merge">How tokens were merged.</param>
/// <param name="Statistics">What was merged.</param>
internal sealed record MergeRun(string Prompt, long? Seed, MergeOptions Merge, MergeStatistics Statistics)
{
    internal MergeRun(DiffusionImage image) : this(image.Prompt, image.Seed, image.Merge, image.Statistics)
    {
    }

    internal MergeRun(TokenMergingMeasurement measurement)
        : this(measurement.Prompt, measurement.Seed, measurement.Merge, measurement.Record.Result.Statistics)
    {
    }

    /// <summary>The setting's name in tables and figures.</summary>
    internal string Setting => MergeLabels.InNotation(Merge).Label;

    /// <summary>Whether pairs and similarities were kept.</summary>
    internal bool HasPairs => Statistics.Calls.Any(c => c.Pairs is not null);
}
