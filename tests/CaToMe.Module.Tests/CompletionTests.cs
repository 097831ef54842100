using System.Management.Automation;

namespace CaToMe.Module.Tests;

public sealed class CompletionTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    [Theory]
    [InlineData("New-DiffusionImage x -Sampler eu", "euler euler-a")]
    [InlineData("New-DiffusionImage x -Merge cat", "catome catome:0.7 catome:0.9 catome:0.95 catome:0.97")]
    [InlineData("New-DiffusionImage x -Merge catome:0.9@every-5", "'catome:0.9@every-5'")]
    [InlineData("New-TokenMergingOption -Checkpoints paper-a", "paper-adaptive")]
    [InlineData("New-TokenMergingOption -Method c", "CaToMe")]
    [InlineData("New-DiffusionImage x -Size 1", "1024x1024")]
    [InlineData("New-DiffusionImage x -Seed r", "random")]
    [InlineData("Measure-TokenMerging x -Seed ", "random")]
    [InlineData("New-TokenMergingOption -Stride 4", "4x2 4x4")]
    [InlineData("New-TokenMergingOption -MaxDownsample ", "1 2 4 8")]
    [InlineData("Import-DiffusionModel -Device cp", "cpu")]
    [InlineData("Import-DiffusionModel -Dtype b", "bfloat16")]
    [InlineData("Import-DiffusionModel -Prediction v", "v_prediction")]
    [InlineData("Import-DiffusionModel -TimestepSpacing l", "leading linspace")]
    [InlineData("New-DiffusionImage x -Schedule k", "karras")]
    [InlineData("Measure-TokenMerging x -GuidanceCalls e", "every-2 every-3")]
    [InlineData("New-DiffusionImage x -Recipe ba", "balanced")]
    [InlineData("Get-TokenMergingRecipe fa", "fast")]
    [InlineData("Save-DiffusionModel sd1", "sd15 sd14")]
    [InlineData("Optimize-TokenMerging -Dtype b", "bfloat16")]
    [InlineData("New-DiffusionImage x -Model sma", "small")]
    [InlineData("Get-DiffusionModel sma", "small")]
    [InlineData("Remove-DiffusionModel sma", "small")]
    public void Tab_completes(string typed, string expected)
    {
        var result = drawing.Shell.Run($"[System.Management.Automation.CommandCompletion]::CompleteInput(\"{typed}\", {typed.Length}, $null)").Output.Single();
        var matches = ((CommandCompletion)result.BaseObject).CompletionMatches;
        Assert.Equal(expected, string.Join(' ', matches.Select(m => m.CompletionText)));
        Assert.All(matches.Where(_ => !typed.Contains("-Method", StringComparison.Ordinal)), m => Assert.NotEqual(m.ListItemText, m.ToolTip));
    }
}
