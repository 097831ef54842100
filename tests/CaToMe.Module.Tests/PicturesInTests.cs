namespace CaToMe.Module.Tests;

public sealed class PicturesInTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Fact]
    public void Files_from_the_pipeline_are_drawn_anew_with_the_prompts_that_they_carry()
    {
        var result = shell.Run("""
            $null = 'a red apple', 'a house' | New-DiffusionImage -OutputPath ./in
            [IO.DirectoryInfo]::new("$PWD/in").GetFiles('*.png') | New-DiffusionImage -Strength 1 -OutputPath './again/{index}.png'
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(["a house", "a red apple"], result.Values<string>("Prompt").Order());
        Assert.All(result.Output, o => Assert.StartsWith(shell.PathOf("in"), (string)o.Properties["InitImage"].Value, StringComparison.Ordinal));
        Assert.Equal([1.0, 1.0], result.Values<double>("Strength"));
    }

    [Fact]
    public void A_prompt_on_the_command_line_counts_for_more_than_the_files_own()
    {
        var result = shell.Run("""
            $null = New-DiffusionImage 'a fox' -OutputPath ./own.png
            [IO.FileInfo] "$PWD/own.png" | New-DiffusionImage 'an owl' -Strength 1 -AsByte
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(["an owl"], result.Values<string>("Prompt"));
    }

    [Fact]
    public void A_file_without_settings_needs_a_prompt_and_is_an_error_alone()
    {
        var result = shell.Run("""
            $null = New-DiffusionImage 'a fox' -OutputPath ./good.png
            [IO.File]::WriteAllText("$PWD/plain.png", 'no picture')
            [IO.FileInfo] "$PWD/plain.png", [IO.FileInfo] "$PWD/good.png" | New-DiffusionImage -Strength 1 -AsByte
            """);
        Assert.Single(result.Output);
        Assert.Contains("-Prompt", Assert.Single(result.Errors).ErrorDetails?.RecommendedAction ?? result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_pass_and_a_mask_are_settings_of_a_record_and_of_the_picture()
    {
        var result = shell.Run("""
            $first = New-DiffusionImage 'a fox' -OutputPath ./base.png
            @{ Prompt = 'a fox'; Hires = 1.5; HiresUpscaler = 'Pixels'; HiresStrength = 1 } | New-DiffusionImage -OutputPath ./large.png
            [pscustomobject] @{ Prompt = 'an owl'; InitImage = 'base.png'; Mask = 'base.png'; Strength = '1'; MaskBlur = '0' } |
                New-DiffusionImage -OutputPath ./masked.png
            """);
        Assert.Empty(result.Errors);
        Assert.Equal((1.5, "Pixels"), (result.Output[0].Properties["Hires"].Value, result.Output[0].Properties["HiresUpscaler"].Value.ToString()));
        Assert.Equal(shell.PathOf("base.png"), result.Output[1].Properties["Mask"].Value);
        Assert.Equal(0, result.Output[1].Properties["MaskBlur"].Value);
    }
}
