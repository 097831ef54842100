namespace CaToMe.Module.Tests;

public sealed class CultureTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    [Theory]
    [InlineData("de-DE")]
    [InlineData("fr-FR")]
    [InlineData("ar-SA")]
    [InlineData("en-US")]
    public void Settings_mean_the_same_in_every_culture(string culture)
    {
        var result = drawing.Shell.RunIn(culture, """
            [pscustomobject] @{ Prompt = 'a fox'; Merge = 'catome:0.95 seed=1 dst=random'; GuidanceScale = '1.5' } | New-DiffusionImage -AsByte
            New-DiffusionImage 'a fox' -Merge @{ Threshold = '0.95'; Destinations = 'random'; Seed = 1 } -GuidanceScale 1.5 -AsByte
            """);
        Assert.Empty(result.Errors);
        Assert.All(result.Output, o => Assert.Equal(
            ("catome:0.95@paper-3 dst=random seed=1", 1.5),
            ($"{o.Properties["Merge"].Value}", (double)o.Properties["GuidanceScale"].Value)));
    }

    [Fact]
    public void A_decimal_comma_is_read_where_it_is_one()
    {
        Assert.Equal(
            ["catome:0.25"],
            drawing.Shell.RunIn("de-DE", "[pscustomobject] @{ Threshold = '0,25' } | New-TokenMergingOption")
                .Output.Select(o => o.ToString()));
        Assert.NotEmpty(drawing.Shell.RunIn("en-US", "[pscustomobject] @{ Threshold = '0,25,5' } | New-TokenMergingOption").Errors);
    }

    [Fact]
    public void A_picture_drawn_in_one_culture_is_read_in_another()
    {
        var result = drawing.Shell.RunIn("de-DE", """
            New-DiffusionImage 'a fox' -Merge catome:0.95 -GuidanceScale 2.5 -OutputPath culture.png
            [cultureinfo]::CurrentCulture = 'en-US'
            Get-DiffusionImageInfo culture.png
            """);
        Assert.Single(result.Output.Select(o => $"{o.Properties["Merge"].Value} {o.Properties["GuidanceScale"].Value}").Distinct());
    }
}
