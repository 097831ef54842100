using System.Management.Automation;

namespace CaToMe.Module.Tests;

public sealed class FigureTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

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

    [Theory]
    [InlineData("Times")]
    [InlineData("Quality")]
    public void Measurements_from_a_file_serve_for_what_they_hold(string kind)
    {
        var result = shell.Run($$"""
            $records = Measure-TokenMerging a -Merge tome:0.5, catome:0.1 -NoWarmUp
            $kept = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize(@($records)))
            $rows = foreach ($record in $records) {
                [pscustomobject] @{ Setting = $record.Setting; Elapsed = "$($record.Elapsed)"; SpeedUp = "$($record.SpeedUp)"; Psnr = "$($record.Psnr)" }
            }
            $kept | Export-TokenMergingFigure kept-{{kind}}.png {{kind}}
            $rows | Export-TokenMergingFigure rows-{{kind}}.png {{kind}}
            $records | Export-TokenMergingFigure live-{{kind}}.png {{kind}}
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        var live = File.ReadAllBytes(shell.PathOf($"live-{kind}.png"));
        Assert.All(new[] { "kept", "rows" }, name => Assert.Equal(live, File.ReadAllBytes(shell.PathOf($"{name}-{kind}.png"))));
    }

    [Fact]
    public void Pair_statistics_from_a_file_make_a_figure_of_distances()
    {
        var result = shell.Run("""
            $stats = New-DiffusionImage a -Merge catome:0.1@all -Steps 4 -CollectStatistics -AsByte | Get-PairCacheStats
            $stats | Export-TokenMergingFigure live.png
            $stats | ForEach-Object {
                [pscustomobject] @{
                    Setting = $_.Setting; Block = $_.Block; Call = "$($_.Call)"; Computed = "$($_.Computed)"; JaccardDistance = "$($_.JaccardDistance)"
                }
            } | Export-TokenMergingFigure rows.png
            """);
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(File.ReadAllBytes(shell.PathOf("live.png")), File.ReadAllBytes(shell.PathOf("rows.png")));
    }

    [Theory]
    [InlineData("@{ Prompt = 'a' }", "Times", "InputNotAccepted")]
    [InlineData("@{ Setting = 'none'; Elapsed = 'soon'; SpeedUp = 1; Psnr = 3 }", "Times", "InputNotAccepted")]
    [InlineData("@{ Setting = 'odd'; Elapsed = '0:00:01'; SpeedUp = 1; Psnr = 3 }", "Times", "SettingNotAccepted")]
    [InlineData("@{ Setting = 'baseline'; Elapsed = '0:00:01'; SpeedUp = 1; Psnr = '∞' }", "Grid", "InputNotAccepted")]
    [InlineData("@{ Setting = 'baseline'; Elapsed = '0:00:01'; SpeedUp = 1; Psnr = '∞' }", "Quality", "InputNotAccepted")]
    [InlineData("@{ Setting = 'tome:0.5'; Block = 'b'; Call = 1; Computed = 'True'; JaccardDistance = 0.5 }", "Similarities", "NoStatistics")]
    [InlineData("@{ Setting = 'tome:0.5'; Block = 'b'; Call = 1; Computed = 'False'; JaccardDistance = '' }", "Jaccard", "NoStatistics")]
    public void What_a_figure_cannot_show_is_said(string row, string kind, string id)
    {
        var error = shell.Run($"[pscustomobject] {row} | Export-TokenMergingFigure x.png {kind}").Error;
        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
    }

    [Theory]
    [InlineData("a -Merge catome:0.1@all, catome:0.2@all -Steps 3", "Jaccard", "shows catome:0.1@all alone")]
    [InlineData("a -Merge tome:0.5, catome:0.1@all, catome:0.2@all", "Similarities", "shows catome:0.1@all alone")]
    [InlineData("a, b -Merge catome:0.1@all -Steps 3", "Jaccard", null)]
    [InlineData("a, b -Merge catome:0.1@all", "Similarities", null)]
    [InlineData("a, b -Merge catome:0.1@all", "Times", null)]
    public void A_figure_of_one_setting_names_the_others(string measured, string kind, string? warning)
    {
        var result = shell.Run($"Measure-TokenMerging {measured} -NoWarmUp -CollectStatistics | Export-TokenMergingFigure settings.svg {kind}");
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal(warning is null ? 0 : 1, result.Warnings.Count);
        Assert.All(result.Warnings, w => Assert.Contains(warning!, w, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_measurements_of_a_setting_differ_in_is_said()
    {
        var result = drawing.RunPlain("""
            1, 2 | ForEach-Object { [pscustomobject] @{ Prompt = 'a'; Steps = $_; Size = '64x64'; Model = 'small' } } |
                Measure-TokenMerging -Merge tome:0.5 -NoWarmUp | Export-TokenMergingFigure steps.png Times
            """);
        Assert.Contains("differ in Steps (1, 2)", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_that_the_grid_leaves_out_is_said()
    {
        var result = drawing.RunPlain("""
            [pscustomobject] @{ Prompt = 'a'; Merge = 'tome:0.5'; Steps = 1; Size = '64x64'; Model = 'small' },
            [pscustomobject] @{ Prompt = 'b'; Steps = 1; Size = '64x64'; Model = 'small' } | Measure-TokenMerging -NoWarmUp | Export-TokenMergingFigure part.png
            """);
        Assert.StartsWith("1 of the prompts", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grid")]
    [InlineData("Times")]
    public void A_file_that_cannot_be_written_is_an_error_of_writing(string kind)
    {
        var error = shell.Run($"Measure-TokenMerging a -Merge tome:0.5 -NoWarmUp | Export-TokenMergingFigure ('x' * 300 + '.png') {kind}").Error;
        Assert.StartsWith("FileNotWritten,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
    }
}
