namespace CaToMe.Module.Tests;

/// <summary>-Resume: what a file says of itself decides whether its picture is drawn again.</summary>
public sealed class ResumeTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Fact]
    public void A_sweep_goes_on_where_it_ended()
    {
        const string Sweep = "1..4 | New-DiffusionImage 'a fox' -OutputPath 'sweep/{prompt}-{seed}.png' -Resume";
        shell.Run("1, 3 | New-DiffusionImage 'a fox' -OutputPath 'sweep/{prompt}-{seed}.png'");
        var result = shell.Run(Sweep);
        Assert.Empty(result.Errors);
        Assert.Equal([1L, 2L, 3L, 4L], result.Values<long>("Seed"));
        Assert.Equal([true, false, true, false], result.Values<bool>("IsResumed"));
        Assert.All(shell.Run(Sweep).Values<bool>("IsResumed"), Assert.True);
        Assert.Equal(4, Directory.GetFiles(shell.PathOf("sweep")).Length);
    }

    [Theory]
    [InlineData("-Merge catome:0.2")]
    [InlineData("-Steps 2")]
    [InlineData("-NegativePrompt 'a dog'")]
    [InlineData("-GuidanceScale 2")]
    [InlineData("-Sampler ddim")]
    [InlineData("-Size 72x64")]
    [InlineData("-VaeTiling On")]
    [InlineData("-Model $other")]
    public void Another_setting_is_another_picture_beside_it(string setting)
    {
        var folder = $"other {setting.Split(' ')[0]}";
        shell.Run($"$global:other = Import-DiffusionModel '{Repository.SmallModel}' -Name other -Prediction v_prediction");
        var result = shell.Run(
            $"1..2 | ForEach-Object {{ New-DiffusionImage 'a fox' -OutputPath '{folder}/x.png' -Resume; "
            + $"New-DiffusionImage 'a fox' {setting} -OutputPath '{folder}/x.png' -Resume }}");
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal([false, false, true, true], result.Values<bool>("IsResumed"));
        Assert.Equal(["x.png", "x-2.png", "x.png", "x-2.png"], result.Values<string>("Path").Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("", "none-2.png")]
    [InlineData("-Force", "none.png")]
    public void A_file_without_settings_is_kept_unless_Force_is_given(string option, string file)
    {
        File.WriteAllText(shell.PathOf("none.png"), "mine");
        var result = shell.Run($"New-DiffusionImage 'a fox' -OutputPath none.png -Resume {option} -Verbose");
        Assert.Equal([shell.PathOf(file)], result.Values<string>("Path"));
        Assert.Contains(result.Verbose, v => v.Contains("not drawn yet", StringComparison.Ordinal));
    }

    [Fact]
    public void A_row_that_cannot_be_drawn_has_its_number_all_the_same()
    {
        const string Sweep = "@{ Prompt = 'a' }, @{ Prompt = 'b'; Size = '65x65' }, @{ Prompt = 'c' } | "
            + "New-DiffusionImage -Size { $_.Size ?? '64x64' } -OutputPath 'rows/{index}-{width}.png' -Resume";
        shell.Run(Sweep);
        var result = shell.Run(Sweep);
        Assert.Single(result.Errors);
        Assert.Equal(["1-64.png", "3-64.png"], result.Values<string>("Path").Select(Path.GetFileName));
        Assert.All(result.Values<bool>("IsResumed"), Assert.True);
    }

    [Fact]
    public void A_batch_is_drawn_whole()
    {
        const string Draw = "New-DiffusionImage 'a fox' -Batch 2 -OutputPath 'batch/{index}.png' -Resume";
        shell.Run(Draw);
        Assert.Equal(["1.png", "2.png"], shell.Run(Draw).Values<string>("Path").Select(Path.GetFileName));
        File.Delete(shell.PathOf("batch/2.png"));
        Assert.Equal(["1-2.png", "2.png"], shell.Run(Draw).Values<string>("Path").Select(Path.GetFileName));
    }
}
