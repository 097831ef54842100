using System.CommandLine;
using CaToMe.Measuring;
using CaToMe.Merging;

namespace CaToMe.Tool.Options;

/// <summary>What stands beside the baseline in a comparison, and how it is measured.</summary>
internal sealed class ComparisonOptionGroup : OptionGroup
{
    private readonly Option<int?> repeats;

    internal ComparisonOptionGroup() : base("Comparison")
    {
        AddSetting(MergeSettings.Ratio, "The ToMe column: share of the tokens to merge, 0 to 1.");
        AddSetting(MergeSettings.Threshold, "The CA-ToMe column: merge what is at least as similar as this, -1 to 1.");
        AddSetting(MergeSettings.Checkpoints, $"The CA-ToMe column. {MergeSettings.Checkpoints.Summary}");
        repeats = Add(OptionTypes.WholeNumber("--repeats", "N", "Timed runs of each picture; the median counts. Default: 1."));
    }

    /// <summary>The columns' settings, the baseline's first; what is left open is up to the model.</summary>
    internal IReadOnlyList<MergeOptions> Read(ParseResult parsed)
    {
        var catome = Read(parsed, new MergeOptions { Method = MergeMethod.CaToMe }, o => o.Validate());
        var tome = new MergeOptions { Method = MergeMethod.ToMe, Ratio = catome.Ratio };
        return [MergeOptions.None, tome, catome with { Ratio = MergeOptions.None.Ratio }];
    }

    internal MeasurementOptions Measurement(ParseResult parsed)
    {
        var defaults = new MeasurementOptions();
        return (defaults with { Repeats = parsed.GetValue(repeats) ?? defaults.Repeats }).Validate();
    }
}
