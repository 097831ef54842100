namespace CaToMe.Module.Tests;

public sealed class TokenMergingOptionTests : IDisposable
{
    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("0, 0.5, '0.95', 1 | New-TokenMergingOption -Method CaToMe", "catome:0 catome:0.5 catome:0.95 catome:1")]
    [InlineData("0, 0.5, 1 | New-TokenMergingOption -Method ToMe", "tome:0 tome:0.5 tome:1")]
    [InlineData("New-TokenMergingOption -Ratio 0.3", "tome:0.3")]
    [InlineData("New-TokenMergingOption -Threshold 0.3 -Checkpoints every-5", "catome:0.3@every-5")]
    [InlineData("New-TokenMergingOption -Threshold 0.3 -Checkpoints 0, 5, 10", "catome:0.3@0,5,10")]
    [InlineData("'catome:0.9', 'tome:0.5' | New-TokenMergingOption -Mlp", "catome:0.9 mlp tome:0.5 mlp")]
    [InlineData("@{ Method = 'tome'; Ratio = 0.25; Stride = '4x2' } | New-TokenMergingOption", "tome:0.25 stride=4x2")]
    [InlineData("[pscustomobject] @{ Method = 'None' } | New-TokenMergingOption", "none")]
    [InlineData("[pscustomobject] @{ Threshold = 0.4; Note = 'kept out' } | New-TokenMergingOption -Mlp", "catome:0.4 mlp")]
    [InlineData(
        "@{ NoSelfAttention = $true; Mlp = 'true' }, @{ SelfAttention = $false; Mlp = $true } | New-TokenMergingOption",
        "catome mlp no-self-attention catome mlp no-self-attention")]
    [InlineData("@{ Ratio = 0.3 }, @{ Threshold = 0.3; Ratio = '' } | New-TokenMergingOption", "tome:0.3 catome:0.3")]
    [InlineData("0.3, 0.4 | New-TokenMergingOption -Stride { '4x2' }", "catome:0.3 stride=4x2 catome:0.4 stride=4x2")]
    public void Settings_come_as_numbers_texts_hashtables_and_objects(string script, string expected)
    {
        var result = shell.Run(script);
        Assert.Empty(result.Errors);
        Assert.Equal(expected, string.Join(' ', result.Output));
    }

    [Theory]
    [InlineData("-0.5 | New-TokenMergingOption -Method ToMe")]
    [InlineData("2 | New-TokenMergingOption")]
    [InlineData("'half' | New-TokenMergingOption")]
    [InlineData("'' | New-TokenMergingOption")]
    [InlineData("[datetime]::Now | New-TokenMergingOption")]
    [InlineData("@{ Stride = 'wide' } | New-TokenMergingOption")]
    [InlineData("@{ Thresholds = 0.5 } | New-TokenMergingOption")]
    [InlineData("New-TokenMergingOption -Checkpoints sometimes")]
    [InlineData("New-TokenMergingOption -MaxDownsample 3")]
    public void A_value_that_is_not_accepted_is_one_error_with_advice(string script)
    {
        var error = shell.Run(script).Error;
        Assert.StartsWith("SettingNotAccepted,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Theory]
    [InlineData("New-TokenMergingOption -Method ToMe -Threshold 0.5")]
    [InlineData("New-TokenMergingOption -Method CaToMe -Ratio 0.5")]
    [InlineData("New-TokenMergingOption -Seed 3")]
    [InlineData("New-TokenMergingOption -NoSelfAttention")]
    [InlineData("0.3, 0.4 | New-TokenMergingOption -Seed 3")]
    [InlineData("0.3, 0.4 | New-TokenMergingOption -NoSelfAttention")]
    public void A_setting_that_can_do_nothing_is_warned_of_once(string script) => Assert.Single(shell.Run(script).Warnings);

    [Fact]
    public void A_stride_that_is_none_is_called_so() =>
        Assert.StartsWith("Stride is wide", shell.Run("@{ Stride = 'wide' } | New-TokenMergingOption").Error.Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void An_argument_that_is_not_accepted_says_what_is()
    {
        Assert.Contains(
            "cosine similarity from -1 to 1",
            shell.Run("New-DiffusionImage a -Merge catome:2 -WhatIf").Error.Exception.Message,
            StringComparison.Ordinal);
        Assert.Contains("such as 512x512", shell.Run("New-DiffusionImage a -Size large -WhatIf").Error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("whole number", shell.Run("New-DiffusionImage a -Seed 1.5 -WhatIf").Error.Exception.Message, StringComparison.Ordinal);
    }
}
