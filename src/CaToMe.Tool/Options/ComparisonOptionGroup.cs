using System.CommandLine;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Recipes;
using CaToMe.Settings;

namespace CaToMe.Tool.Options;

/// <summary>What stands beside the baseline in a comparison, and how it is measured.</summary>
internal sealed class ComparisonOptionGroup : OptionGroup
{
    private static readonly IEnumerable<Setting<MergeOptions>> Shared =
        MergeSettings.All.Except([MergeSettings.Method, MergeSettings.Ratio, MergeSettings.Threshold, MergeSettings.Checkpoints]);

    private readonly Option<int?> repeats;
    private readonly Option<bool> converged;
    private readonly RecipeOption recipe = new();

    internal ComparisonOptionGroup() : base("Comparison")
    {
        AddSetting(MergeSettings.Ratio, "The ToMe column: share of the tokens to merge, 0 to 1.");
        AddSetting(MergeSettings.Threshold, "The CA-ToMe column: merge what is at least as similar as this, -1 to 1.");
        AddSetting(MergeSettings.Checkpoints, $"The CA-ToMe column. {MergeSettings.Checkpoints.Summary}");
        AddSettings(Shared);
        repeats = Add(OptionTypes.WholeNumber("--repeats", "N", "Timed runs of each picture; the median counts. Default: 1."));
        converged = Add(new Option<bool>("--converged")
        {
            Description = "Compare with the converged picture instead of the baseline's, and with fewer steps that take as long: what merging is up against. "
                + "Draws a picture of 50 steps for each prompt.",
        });
        Add(recipe);
    }

    /// <summary>The columns' settings, the baseline's first; what is left open is up to the model.</summary>
    internal IReadOnlyList<MergeOptions> Read(ParseResult parsed)
    {
        var given = Read(parsed, new MergeOptions { Method = MergeMethod.CaToMe }, o => o.Validate());
        return
        [
            MergeOptions.None,
            given with { Method = MergeMethod.ToMe, Threshold = null, Checkpoints = null },
            given with { Ratio = MergeOptions.None.Ratio },
        ];
    }

    /// <summary>Settings that were given and do nothing beside the others.</summary>
    internal IEnumerable<string> WithoutEffect(ParseResult parsed) =>
        WithoutEffect(parsed, MergeSettings.All, Read(parsed, new MergeOptions { Method = MergeMethod.CaToMe }, _ => { }))
            .Where(notice => !notice.StartsWith(MergeSettings.Ratio.Option!, StringComparison.Ordinal)); // the other column's

    /// <summary>The recipe that stands beside them; null: none.</summary>
    internal Recipe? Recipe(ParseResult parsed) => recipe.Read(parsed);

    internal MeasurementOptions Measurement(ParseResult parsed)
    {
        var defaults = new MeasurementOptions();
        return (defaults with { Repeats = parsed.GetValue(repeats) ?? defaults.Repeats, Converged = parsed.GetValue(converged) }).Validate();
    }
}
