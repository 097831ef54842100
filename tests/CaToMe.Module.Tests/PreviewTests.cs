namespace CaToMe.Module.Tests;

/// <summary>Previews of the embedded model, which has a map from latents to colours.</summary>
public sealed class PreviewTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private const string Draw = "New-DiffusionImage 'a fox' -Steps 3 -Size 64x64";

    [Fact]
    public void A_script_is_given_each_preview_and_files_are_written()
    {
        var result = drawing.RunPlain($$"""
            $seen = [Collections.Generic.List[object]]::new()
            $null = {{Draw}} -OutputPath ./fox.png -Preview linear -PreviewEvery 1 -PreviewPath './steps/{step:00}.png' -OnPreview { $seen.Add($args[0]) }
            [pscustomobject] @{
                Steps = ($seen.Step -join ','); Prompt = $seen[0].Prompt; Width = $seen[0].Width; Png = $seen[0].ToBytes()[1..3] -join ','
                Files = [IO.Directory]::GetFiles("$PWD/steps").Count
            }
            """);
        Assert.Empty(result.Errors);
        var made = Assert.Single(result.Output).Properties;
        Assert.Equal(("1,2,3", "a fox", 16, "80,78,71"), ((string)made["Steps"].Value, made["Prompt"].Value, made["Width"].Value, made["Png"].Value));
        Assert.Equal(3, made["Files"].Value);
    }

    [Fact]
    public void A_value_that_is_not_accepted_ends_the_command_before_it_draws()
    {
        foreach (var (arguments, message) in new[]
        {
            ("-Preview nice", "Preview is nice: give off, linear or taesd:PATH"),
            ("-Preview taesd:decoder.pth", "that is a pickle file"),
            ("-Preview linear -PreviewEvery 0", "PreviewEvery is 0"),
            ("-Preview linear -PreviewPath preview.gif", "files are written as .png"),
        })
        {
            var refused = drawing.RunPlain($"{Draw} {arguments} -OutputPath ./never.png");
            Assert.Contains(message, refused.Error.ToString());
            Assert.False(File.Exists(drawing.Shell.PathOf("never.png")));
        }
    }

    [Fact]
    public void What_does_nothing_is_said()
    {
        var result = drawing.RunPlain($"{Draw} -AsByte -PreviewEvery 2");
        Assert.Contains("PreviewEvery has no effect without Preview, which says how latents become colours.", result.Warnings);
    }
}
