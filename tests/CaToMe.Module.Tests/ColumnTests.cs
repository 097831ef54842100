namespace CaToMe.Module.Tests;

/// <summary>Rows of a table: what their columns mean is the same for every command that takes them.</summary>
public sealed class ColumnTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Theory]
    [InlineData("New-DiffusionImage -AsByte")]
    [InlineData("Measure-TokenMerging -NoWarmUp")]
    public void A_misspelt_column_is_said_to_those_who_ask(string command)
    {
        var result = shell.Run($"[pscustomobject] @{{ Prompt = 'a'; Sead = 3; Threshold = '0.5'; Chekpoints = 'all' }} | {command} -Verbose");
        Assert.Empty(result.Errors.Concat<object>(result.Warnings));
        Assert.Contains(result.Verbose, v => v.EndsWith(": Sead, Chekpoints.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_misspelt_column_of_options_is_said_too()
    {
        var result = shell.Run(
            "[pscustomobject] @{ Method = ''; Ratio = ''; Threshold = '0.5'; Stride = ''; Destinations = ''; Sead = 1 } | New-TokenMergingOption -Verbose");
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal("catome:0.5", Assert.Single(result.Output).ToString());
        Assert.EndsWith(": Sead.", Assert.Single(result.Verbose), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("New-DiffusionImage a -AsByte -Merge 0.9")]
    [InlineData("Measure-TokenMerging a -Merge 0.9")]
    [InlineData("Measure-TokenMerging a -Merge tome:0.5, 0.9")]
    [InlineData("Get-PairCacheStats -Prompt a -Merge 0.9")]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Merge = 0.9 } | New-DiffusionImage -AsByte")]
    [InlineData("[pscustomobject] @{ Prompt = 'a'; Merge = 0.9 } | Measure-TokenMerging")]
    public void A_number_is_no_way_of_merging_and_the_error_says_how_it_is_written(string script)
    {
        var result = shell.Run(script);
        Assert.Empty(result.Output);
        Assert.Contains("catome:0.95 (a threshold)", result.Error.Exception.Message, StringComparison.Ordinal);
    }
}
