namespace CaToMe.Module.Tests;

public sealed class OptimizingTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Fact]
    public void A_search_that_was_stopped_goes_on_and_returns_recipes_that_draw()
    {
        const string Search = "Optimize-TokenMerging 'a red apple' -HeldOut 'a house' -Psnr 22 -Model emoji -Dtype float32 -Size 64x64 -OutputPath ./found";
        var stopped = shell.RunUntilProgress(Search, p => p.StatusDescription.EndsWith(", 5 pictures", StringComparison.Ordinal));
        Assert.Empty(stopped.Output);
        Assert.Empty(stopped.Errors);
        var log = shell.PathOf("found/tune.jsonl");
        var before = File.ReadAllLines(log);
        Assert.InRange(before.Length, 3, 10);
        Assert.Single(Directory.GetFiles(shell.PathOf("found")));

        var result = shell.Run(Search);
        Assert.Empty(result.Errors);
        Assert.Equal(before, File.ReadLines(log).Take(before.Length));
        Assert.Contains(result.Progress, p => p.CurrentOperation is { } now
            && now.StartsWith("Best so far: ", StringComparison.Ordinal) && now.Contains(" dB in ", StringComparison.Ordinal));
        var recipe = Assert.Single(result.Output);
        Assert.Equal(shell.PathOf("found/22dB.json"), recipe.Properties["File"].Value);
        Assert.True((double)recipe.Properties["Seconds"].Value > 0);
        Assert.True(File.Exists(shell.PathOf("found/frontier.png")));
        Assert.Equal(["CaToMe", "Plain", "Recipe"], ((System.Collections.IEnumerable)recipe.Properties["Frontier"].Value).Cast<dynamic>()
            .Select(p => (string)$"{p.Kind}").Distinct().Order());

        var drawn = drawing.RunPlain("$input | New-DiffusionImage 'a fox' -Model emoji -Size 64x64 -AsByte; "
            + "New-DiffusionImage 'a fox' -Recipe ./found/22dB.json -Model emoji -Size 64x64 -AsByte", recipe);
        Assert.Empty(drawn.Errors);
        Assert.Empty(drawn.Warnings);
        Assert.Single(drawn.Values<byte[]>("Bytes").Select(b => Convert.ToHexString(b[^1000..])).Distinct());
    }

    [Theory]
    [InlineData("-Psnr 99", "Psnr is 99")]
    [InlineData("-Share 3", "Share is 3")]
    [InlineData("-HeldOut 'an owl', 'a fox'", "HeldOut is a fox")]
    [InlineData("-Width 64 -Size 32x32", "Size is 32x32")]
    [InlineData("-GuidanceScale 200", "GuidanceScale is 200")]
    [InlineData("-Dtype float31", "Dtype is float31")]
    public void What_is_not_accepted_is_one_error_and_leaves_no_folder(string arguments, string message)
    {
        var result = shell.Run($"'a fox' | Optimize-TokenMerging -Model small -OutputPath ./wrong {arguments}");
        Assert.Contains(message, result.Error.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("SettingNotAccepted,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.False(Directory.Exists(shell.PathOf("wrong")));
    }

    [Fact]
    public void A_folder_that_cannot_be_is_refused_and_WhatIf_makes_none()
    {
        File.WriteAllText(shell.PathOf("file"), "");
        Assert.StartsWith(
            "FileExists,", shell.Run("Optimize-TokenMerging -Model small -OutputPath ./file").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(shell.Run("Optimize-TokenMerging -Model small -OutputPath ./none -WhatIf").Errors);
        Assert.False(Directory.Exists(shell.PathOf("none")));
    }
}
