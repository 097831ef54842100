using System.Globalization;

namespace CaToMe.Merging;

/// <summary>Says when a merge setting did nothing, and why.</summary>
internal static class MergeAdvice
{
    /// <summary>Warnings after a run.</summary>
    internal static IEnumerable<string> For(MergeOptions options, MergeStatistics statistics, bool goesOn)
    {
        if (options.Method == MergeMethod.None)
        {
            yield break;
        }

        if (goesOn)
        {
            yield return "As in the published code, this picture went on with the cached pairs of the one before: drawn alone it is another.";
        }

        if (options.LeavesAllOut())
        {
            yield return "Nothing was merged: neither self-attention, cross-attention nor the MLP takes part.";
        }
        else if (statistics.Calls.Count == 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing was merged: this model has no attention at a resolution within MaxDownsample {options.MaxDownsample} "
                + $"(SDXL begins at 2). Raise MaxDownsample.");
        }
        else if (statistics.MergedShare == 0)
        {
            yield return options.Method == MergeMethod.ToMe
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Nothing was merged: a ratio of {options.Ratio} is less than one token, or the grid is smaller than a cell. "
                    + $"Raise Ratio, or give another Stride.")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Nothing was merged: no token is as similar to a destination as the threshold {options.EffectiveThreshold}. Lower Threshold.");
        }
    }
}
