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
            yield return "This picture reused the token pairs of the picture before it, as the published code does. Drawn alone, it looks different.";
        }

        if (options.LeavesAllOut())
        {
            yield return "Nothing was merged: self-attention, cross-attention and the MLP are all left out.";
        }
        else if (statistics.Calls.Count == 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"Nothing was merged: with MaxDownsample {options.MaxDownsample}, none of this model's blocks takes part (SDXL needs 2 or more). "
                + $"Raise MaxDownsample.");
        }
        else if (statistics.MergedShare == 0)
        {
            yield return options.Method == MergeMethod.ToMe
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"Nothing was merged: Ratio {options.Ratio} is less than one token, or the picture is smaller than a cell. Raise Ratio, or lower Stride.")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Nothing was merged: no two tokens were as similar as the threshold, {options.EffectiveThreshold}. Lower Threshold.");
        }
    }
}
