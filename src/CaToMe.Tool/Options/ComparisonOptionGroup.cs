using System.CommandLine;
using System.Globalization;
using CaToMe.Reuse;
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

    /// <summary>The columns' settings, the baseline's first; what is left open is up to the model.</summary>
    internal IReadOnlyList<MergeOptions> Read(ParseResult parsed)
    {
        var tome = new MergeOptions { Method = MergeMethod.ToMe };
        var catome = new MergeOptions
        {
            Method = MergeMethod.CaToMe,
            Threshold = parsed.GetValue(threshold),
            Checkpoints = parsed.GetValue(checkpoints) is { } schedule ? CheckpointSchedule.Parse(schedule) : null,
        };
        return [MergeOptions.None, (tome with { Ratio = parsed.GetValue(ratio) ?? tome.Ratio }).Validate(), catome.Validate()];
    }

    /// <summary>A column, with its heading.</summary>
    internal static MergeSetting Column(MergeOptions options) => new(
        options.Method switch
        {
            MergeMethod.None => "baseline",
            MergeMethod.ToMe => string.Create(CultureInfo.InvariantCulture, $"ToMe r = {100 * options.Ratio:0.##} %"),
            _ => string.Create(CultureInfo.InvariantCulture, $"CA-ToMe t = {options.EffectiveThreshold:0.####}"),
        },
        options);

    internal MeasurementOptions Measurement(ParseResult parsed)
    {
        var defaults = new MeasurementOptions();
        return (defaults with { Repeats = parsed.GetValue(repeats) ?? defaults.Repeats }).Validate();
    }
}
