using CaToMe.Merging;

namespace CaToMe.Measuring;

/// <summary>A way of merging that is measured, under the name it has in tables and figures.</summary>
/// <param name="Label">Such as <c>baseline</c>, <c>ToMe r = 50 %</c>, <c>CA-ToMe t = 0.95</c>.</param>
/// <param name="Options">How tokens are merged.</param>
public sealed record MergeSetting(string Label, MergeOptions Options)
{
    /// <summary>Whether nothing is merged: what the others are compared with.</summary>
    public bool IsBaseline => Options.Method == MergeMethod.None;
}
