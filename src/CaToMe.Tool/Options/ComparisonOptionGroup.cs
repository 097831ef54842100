using System.CommandLine;
using System.Globalization;
using CaToMe.Caching;
using CaToMe.Measuring;
using CaToMe.Merging;

namespace CaToMe.Tool.Options;

/// <summary>What stands beside the baseline in a comparison, and how it is measured.</summary>
internal sealed class ComparisonOptionGroup : OptionGroup
{
    private readonly Option<double?> ratio, threshold;
    private readonly Option<string?> checkpoints;
    private readonly Option<int?> repeats;

    internal ComparisonOptionGroup() : base("Comparison")
    {
        ratio = Add(MergeOptionGroup.Ratio("The ToMe column: share of the tokens to merge"));
        threshold = Add(MergeOptionGroup.Threshold("The CA-ToMe column: merge what is at least as similar as this"));
        checkpoints = Add(MergeOptionGroup.Checkpoints("The CA-ToMe column: the U-Net calls that compute pairs"));
        repeats = Add(OptionTypes.WholeNumber("--repeats", "N", "Timed runs of each picture; the median counts. Default: 1."));
    }

    /// <summary>The columns, the baseline first.</summary>
    internal IReadOnlyList<MergeSetting> Settings(ParseResult parsed, bool embedded)
    {
        var tome = new MergeOptions { Method = MergeMethod.ToMe };
        var catome = Recommended.For(embedded);
        tome = (tome with { Ratio = parsed.GetValue(ratio) ?? tome.Ratio }).Validate();
        catome = (catome with
        {
            Threshold = parsed.GetValue(threshold) ?? catome.Threshold,
            Checkpoints = parsed.GetValue(checkpoints) is { } schedule ? CheckpointSchedule.Parse(schedule) : catome.Checkpoints,
        }).Validate();
        return
        [
            new("baseline", MergeOptions.None),
            new(string.Create(CultureInfo.InvariantCulture, $"ToMe r = {100 * tome.Ratio:0.##} %"), tome),
            new(string.Create(CultureInfo.InvariantCulture, $"CA-ToMe t = {catome.Threshold:0.####}"), catome),
        ];
    }

    internal MeasurementOptions Measurement(ParseResult parsed)
    {
        var defaults = new MeasurementOptions();
        return defaults with { Repeats = parsed.GetValue(repeats) ?? defaults.Repeats };
    }
}
