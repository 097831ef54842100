namespace CaToMe.Module.Tests;

public sealed class MeasuringTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Fact]
    public void A_record_per_prompt_and_setting_comes_with_the_baseline_first()
    {
        var result = shell.Run("0.2, 0.4 | New-TokenMergingOption -Method CaToMe | Measure-TokenMerging -Prompt 'a rocket', 'a house'");
        Assert.Empty(result.Errors);
        Assert.Equal(
            ["a rocket: baseline", "a rocket: catome:0.2@paper-3", "a rocket: catome:0.4@paper-3",
                "a house: baseline", "a house: catome:0.2@paper-3", "a house: catome:0.4@paper-3"],
            result.Output.Select(o => o.ToString()));
        Assert.All(result.Values<double>("AttentionShare").Concat(result.Values<double>("MatchingShare")), share => Assert.InRange(share, 0, 1));
        Assert.All(result.Output.Where((_, i) => i % 3 > 0), o => Assert.InRange((double)o.Properties["MatchingShare"].Value, 0.0001, 1));
        Assert.All(result.Values<double>("SpeedUp"), speedUp => Assert.InRange(speedUp, 0.001, 1000));
        Assert.Equal(
            [double.PositiveInfinity, double.PositiveInfinity],
            result.Output.Where((_, i) => i % 3 == 0).Select(o => (double)o.Properties["Psnr"].Value));
    }

    [Fact]
    public void Statistics_tell_of_each_block_and_call()
    {
        var result = shell.Run("New-DiffusionImage 'a butterfly' -Steps 4 -Merge catome:0.1@0,2 -CollectStatistics -AsByte | Get-PairCacheStats");
        Assert.Empty(result.Errors);
        Assert.Equal(
            [true, false, true, false, false],
            result.Output.GroupBy(o => (string)o.Properties["Block"].Value).First().Select(o => (bool)o.Properties["Computed"].Value));
        Assert.All(result.Output.Where(o => (bool)o.Properties["Computed"].Value), o => Assert.NotNull(o.Properties["Similarity"].Value));
        Assert.Contains(result.Output, o => o.Properties["JaccardDistance"].Value is double);
    }

    [Fact]
    public void A_summary_is_an_object_per_block()
    {
        var result = shell.Run("Get-PairCacheStats -Prompt 'a butterfly' -Model small -Size 64x64 -Steps 4 -Merge catome:0.1@0,2 -Summary");
        Assert.Empty(result.Errors);
        Assert.Equal(result.Output.Count, result.Values<string>("Block").Distinct().Count());
        Assert.All(result.Output, o => Assert.Equal(((int)o.Properties["Computed"].Value, (int)o.Properties["Reused"].Value), (2, 3)));
    }

    [Theory]
    [InlineData("-Count 0", "Count")]
    [InlineData("-Count -1", "Count")]
    [InlineData("-Repeat 0", "Repeat")]
    public void A_number_that_measures_nothing_is_an_error(string arguments, string parameter)
    {
        var error = shell.Run($"Measure-TokenMerging 'a rocket' {arguments}").Error;
        Assert.StartsWith("SettingNotAccepted,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith(parameter, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'a', 'b' | Measure-TokenMerging -Merge none", "a: baseline, b: baseline")]
    [InlineData("'tome:0.5', $null, 'catome:0.2@all' | Measure-TokenMerging a", "a: baseline, a: tome:0.5, a: catome:0.2@all")]
    [InlineData("0.2 | Measure-TokenMerging -Prompt a", "a: baseline, a: catome:0.2@paper-3")]
    [InlineData(
        "[pscustomobject] @{ Prompt = 'a'; Merge = 'tome:0.3' }, @{ Prompt = 'b' } | Measure-TokenMerging",
        "a: baseline, a: tome:0.3, b: baseline, b: tome:0.3")]
    [InlineData("[pscustomobject] @{ Threshold = '0.3'; Checkpoints = 'all' } | Measure-TokenMerging a", "a: baseline, a: catome:0.3@all")]
    [InlineData("Measure-TokenMerging a -Merge $null", "a: baseline")]
    [InlineData("@() | Measure-TokenMerging -Prompt a -Merge tome:0.5", "a: baseline, a: tome:0.5")]
    [InlineData("'fox', 'owl' | Measure-TokenMerging -Prompt { \"a $_\" } -Merge none", "a fox: baseline, a owl: baseline")]
    public void Prompts_and_settings_are_piped(string script, string measured)
    {
        var result = shell.Run(script);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(measured, string.Join(", ", result.Output));
    }

    [Theory]
    [InlineData("Measure-TokenMerging", "PromptMissing")]
    [InlineData("'catome:3' | Measure-TokenMerging -Prompt a", "SettingNotAccepted")]
    [InlineData("Measure-TokenMerging a -NoWarmUp | Export-TokenMergingFigure x.jpg Times", "SettingNotAccepted")]
    [InlineData("Measure-TokenMerging a tome:0.5 -NoWarmUp -CollectStatistics | Export-TokenMergingFigure x.svg Similarities", "SettingNotAccepted")]
    [InlineData(
        "Measure-TokenMerging a catome:0.5 -NoWarmUp -CollectStatistics | Export-TokenMergingFigure x.svg Similarities -Threshold 5",
        "SettingNotAccepted")]
    public void What_cannot_be_measured_or_shown_is_one_error_and_nothing_else(string script, string id)
    {
        var result = shell.Run(script);
        Assert.Empty(result.Output);
        Assert.StartsWith(id + ",", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void One_bad_setting_leaves_the_others_to_be_measured()
    {
        var result = shell.Run("0.2, 3, 'catome:5', @{ Threshhold = 0.9 }, 'tome:0.5' | Measure-TokenMerging a");
        Assert.Equal(["a: baseline", "a: catome:0.2@paper-3", "a: tome:0.5"], result.Output.Select(o => o.ToString()));
        Assert.Equal(2, result.Errors.Count);
        Assert.StartsWith("Threshhold is no setting", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Measurements_have_statistics_too()
    {
        var result = shell.Run("Measure-TokenMerging a catome:0.1@all -NoWarmUp -CollectStatistics | Get-PairCacheStats -Summary");
        Assert.Empty(result.Errors);
        Assert.All(result.Values<double?>("MedianSimilarity"), similarity => Assert.NotNull(similarity));
        Assert.NotEmpty(result.Output);
    }

    [Fact]
    public void Progress_names_what_is_being_measured()
    {
        var result = shell.Run("Measure-TokenMerging 'a rocket' catome:0.2@all");
        Assert.Equal(["1 of 2", "2 of 2", "Done"], result.Progress.Where(p => p.ActivityId == 1).Select(p => p.StatusDescription));
        Assert.Equal(
            ["baseline: a rocket", "catome:0.2@all: a rocket"],
            result.Progress.Where(p => p.ActivityId == 2 && p.StatusDescription.StartsWith("Step", StringComparison.Ordinal))
                .Select(p => p.Activity).Distinct());
    }

    [Fact]
    public void Pictures_without_merging_have_no_statistics() =>
        Assert.StartsWith(
            "NoStatistics,",
            shell.Run("New-DiffusionImage 'a butterfly' -AsByte | Get-PairCacheStats").Error.FullyQualifiedErrorId,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Grid", "png")]
    [InlineData("Times", "png")]
    [InlineData("Times", "svg")]
    [InlineData("Quality", "svg")]
    [InlineData("Jaccard", "svg")]
    [InlineData("Similarities", "png")]
    public void Figures_are_drawn_of_measurements(string kind, string extension)
    {
        var result = shell.Run(
            $"Measure-TokenMerging 'a rocket' -Steps 3 -Merge catome:0.1@all, tome:0.5 -CollectStatistics -NoWarmUp | "
            + $"Export-TokenMergingFigure ./{kind}.{extension} -Kind {kind}");
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        var file = File.ReadAllBytes(shell.PathOf($"{kind}.{extension}"));
        Assert.InRange(file.Length, 1000, int.MaxValue);
        Assert.StartsWith(extension == "svg" ? "<?xml" : "\u0089PNG", System.Text.Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        if (extension == "svg")
        {
            Assert.Contains(kind == "Jaccard" ? ", attention 0" : "tome:0.5", System.Text.Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_figure_that_needs_statistics_says_how_to_get_them() =>
        Assert.StartsWith(
            "NoStatistics,",
            shell.Run("New-DiffusionImage 'a fox' -AsByte | Export-TokenMergingFigure ./none.png").Error.FullyQualifiedErrorId,
            StringComparison.Ordinal);
}
