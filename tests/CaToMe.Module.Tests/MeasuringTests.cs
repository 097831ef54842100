using System.Management.Automation;

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
        Assert.All(result.Output.Where(o => (bool)o.Properties["Computed"].Value), o => Assert.NotNull(o.Properties["MedianSimilarity"].Value));
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
        "a: baseline, a: tome:0.3, b: baseline")]
    [InlineData(
        "[pscustomobject] @{ Prompt = 'a'; Merge = 'tome:0.3' }, @{ Prompt = 'a'; Merge = 'tome:0.5' } | Measure-TokenMerging",
        "a: baseline, a: tome:0.3, a: tome:0.5")]
    [InlineData(
        "[pscustomobject] @{ Seed = 1 }, @{ Seed = 2 } | Measure-TokenMerging a -Merge tome:0.5",
        "a: baseline, a: tome:0.5, a: baseline, a: tome:0.5")]
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
    public void A_row_is_one_measurement_with_settings_of_its_own()
    {
        var result = drawing.RunPlain("""
            [pscustomobject] @{
                Prompt = 'a'; Merge = 'tome:0.5'; Seed = '7'; Steps = '2'; Size = '64x64'; GuidanceScale = '1.5'; Sampler = 'ddim'; Model = 'small'
            },
            @{ Prompt = 'b'; Merge = ''; Seed = 8; Steps = 1; Width = 64; Height = '64'; Model = 'small'; Negative = 'blue' } | Measure-TokenMerging -NoWarmUp
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(
            ["a: baseline 7 2 64x64 1.5 ddim small cpu ", "a: tome:0.5 7 2 64x64 1.5 ddim small cpu ", "b: baseline 8 1 64x64 7.5 pndm small cpu blue"],
            result.Output.Select(o => FormattableString.Invariant(
                $"{o} {o.Properties["Seed"].Value} {o.Properties["Steps"].Value} {o.Properties["Size"].Value} {o.Properties["GuidanceScale"].Value} ")
                + $"{o.Properties["Sampler"].Value} {o.Properties["Model"].Value} {o.Properties["Device"].Value} {o.Properties["NegativePrompt"].Value}"));
    }

    [Theory]
    [InlineData("@{ Prompt = 'a'; Batch = 2; VaeTiling = 'On'; ClipSkip = 1 }")]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Batch = '2'; VaeTiling = 'On'; ClipSkip = '1'; Note = '' }")]
    public void A_row_has_every_setting_that_draws(string row)
    {
        var result = shell.Run($"{row} | Measure-TokenMerging -NoWarmUp");
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Empty(result.Warnings);
        Assert.Equal(
            "2 On 1", string.Join(' ', new[] { "Batch", "VaeTiling", "ClipSkip" }.Select(name => $"{result.Output.Single().Properties[name].Value}")));
    }

    [Theory]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; OutputPath = 'x.png' }", "The column OutputPath is")]
    [InlineData("@{ Prompt = 'a'; OutputPath = 'x.png' }", "OutputPath is")]
    public void What_New_DiffusionImage_alone_takes_of_a_row_is_warned_of_once(string row, string warning) =>
        Assert.Equal(
            [$"{warning} no setting of Measure-TokenMerging and has no effect."], shell.Run($"{row}, {row} | Measure-TokenMerging -NoWarmUp").Warnings);

    [Fact]
    public void The_command_lines_size_counts_for_more_than_a_rows() =>
        Assert.Equal(
            ["64x64"],
            drawing.RunPlain("@{ Prompt = 'a'; Size = '128x128'; Steps = 1; Model = 'small' } | Measure-TokenMerging -Width 64 -Height 64 -NoWarmUp")
                .Output.Select(o => $"{o.Properties["Size"].Value}"));

    [Fact]
    public void A_bad_row_is_one_error_and_the_others_are_measured()
    {
        var result = drawing.RunPlain("""
            $rows = foreach ($own in @{ Prompt = 'a'; Steps = 0 }, @{ Prompt = 'b'; Seed = 'many' }, @{ Prompt = 'c'; Size = '63x64' }, @{ Seed = 3 },
                @{ Prompt = 'd'; Model = 'nowhere' }, @{ Prompt = 'e' }) {
                $row = @{ Steps = 1; Size = '64x64'; Model = 'small' }
                foreach ($name in $own.Keys) { $row[$name] = $own[$name] }
                [pscustomobject] $row
            }
            $rows | Measure-TokenMerging -NoWarmUp
            """);
        Assert.Equal(["e: baseline"], result.Output.Select(o => o.ToString()));
        Assert.Equal(
            ["SettingNotAccepted", "SettingNotAccepted", "PromptMissing", "ModelNotFound", "SettingNotAccepted"],
            result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]));
        Assert.All(result.Errors, e => Assert.IsType<PSObject>(e.TargetObject));
    }

    [Fact]
    public void The_seed_of_random_destinations_is_not_the_pictures() =>
        Assert.All(
            shell.Run("New-TokenMergingOption -Method ToMe -Destinations Random -Seed 1 | Measure-TokenMerging a -NoWarmUp").Values<long>("Seed"),
            seed => Assert.Equal(42, seed));

    [Theory]
    [InlineData("Measure-TokenMerging")]
    [InlineData("Get-PairCacheStats")]
    public void A_setting_has_the_names_that_New_DiffusionImage_gives_it(string command)
    {
        var result = shell.Run($$"""
            $known = (Get-Command New-DiffusionImage).Parameters
            $settings = 'Merge', 'GuidanceScale', 'Sampler', 'NegativePrompt'
            foreach ($parameter in (Get-Command {{command}}).Parameters.Values | Where-Object { $_.Name -in $settings }) {
                "$($parameter.Aliases)" -eq "$($known[$parameter.Name].Aliases)"
            }
            """);
        Assert.InRange(result.Output.Count, 3, 4);
        Assert.All(result.Output, same => Assert.True((bool)same.BaseObject));
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

    [Theory]
    [InlineData("")]
    [InlineData("-Summary")]
    public void Statistics_say_of_what_they_are_and_are_flat(string summary)
    {
        var result = shell.Run(
            $"Measure-TokenMerging a, b -Merge catome:0.1@all, tome:0.5 -Seed 7 -NoWarmUp -CollectStatistics | Get-PairCacheStats {summary}");
        Assert.Empty(result.Errors);
        Assert.Equal(
            ["a catome:0.1@all 7", "a tome:0.5 7", "b catome:0.1@all 7", "b tome:0.5 7"],
            result.Output.Select(o => $"{o.Properties["Prompt"].Value} {o.Properties["Setting"].Value} {o.Properties["Seed"].Value}").Distinct());
        Assert.All(result.Output.SelectMany(o => o.Properties), p => Assert.True(p.Value is null or string or ValueType, p.Name));
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
}
