using System.Text.Json.Serialization;
using CaToMe.Reuse;

namespace CaToMe.Merging;

/// <summary>What was found best for a model by measuring: see docs/benchmarks.md.</summary>
/// <param name="GuidanceScale">The guidance scale it was made for.</param>
/// <param name="Threshold">CA-ToMe's threshold.</param>
/// <param name="Checkpoints">CA-ToMe's checkpoints, a schedule's text.</param>
public sealed record Recommendation(double GuidanceScale, double Threshold, string Checkpoints)
{
    /// <summary>The CA-ToMe setting.</summary>
    [JsonIgnore]
    public MergeOptions Merge => new() { Method = MergeMethod.CaToMe, Threshold = Threshold, Checkpoints = CheckpointSchedule.Parse(Checkpoints) };
}
