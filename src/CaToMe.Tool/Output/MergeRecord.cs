using CaToMe.Merging;

namespace CaToMe.Tool.Output;

/// <summary>Merge settings, in the words of the command line; what the method does not use is null.</summary>
internal sealed record MergeRecord(
    string Method,
    double? Ratio = null,
    double? Threshold = null,
    string? Checkpoints = null,
    int? MaxDownsample = null,
    string? Stride = null,
    string? Dst = null,
    long? MergeSeed = null,
    bool? CrossAttention = null,
    bool? Mlp = null,
    bool? ReferenceCompatible = null)
{
    internal static MergeRecord Of(MergeOptions options) => options.Method == MergeMethod.None
        ? new("none")
        : new(
            options.Method == MergeMethod.ToMe ? "tome" : "catome",
            options.Method == MergeMethod.ToMe ? options.Ratio : null,
            options.Method == MergeMethod.CaToMe ? options.EffectiveThreshold : null,
            options.EffectiveCheckpoints.Name,
            options.MaxDownsample,
            FormattableString.Invariant($"{options.StrideX}x{options.StrideY}"),
            options.Destinations == DestinationChoice.Random ? "random" : "first",
            options.Destinations == DestinationChoice.Random ? options.Seed : null,
            options.CrossAttention,
            options.Mlp,
            options.ReferenceCompatible);
}
