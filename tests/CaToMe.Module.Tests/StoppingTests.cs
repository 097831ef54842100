using System.Diagnostics;

namespace CaToMe.Module.Tests;

public sealed class StoppingTests(DrawingFixture drawing) : IClassFixture<DrawingFixture>
{
    private readonly Shell shell = drawing.Shell;

    [Fact]
    public void The_first_object_appears_before_the_last_picture_is_drawn()
    {
        var result = shell.RunUntilFirstObject("1..10000 | New-DiffusionImage 'a fox' -OutputPath ./stream");
        Assert.InRange(result.Output.Count, 1, 1000);
        Assert.All(result.Values<string>("Path"), path => Assert.True(File.Exists(path)));
    }

    [Fact]
    public void Stopping_ends_a_picture_at_the_next_call_and_leaves_no_part_of_a_file()
    {
        var watch = Stopwatch.StartNew();
        var result = shell.RunUntilFirstProgress("New-DiffusionImage 'a fox' -Steps 1000 -Size 512x512 -OutputPath ./stopped");
        Assert.Empty(result.Output);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        Assert.False(Directory.Exists(shell.PathOf("stopped")));
    }

    [Fact]
    public void A_pipeline_that_has_enough_ends_after_that_picture()
    {
        shell.Run("do { 1..10000 | New-DiffusionImage 'a fox' -OutputPath ./enough | ForEach-Object { break } } while ($false)");
        Assert.Single(Directory.GetFiles(shell.PathOf("enough")));
    }

    [Fact]
    public void After_stopping_the_model_draws_as_before()
    {
        shell.RunUntilFirstProgress("New-DiffusionImage 'a fox' -Steps 1000 -Size 512x512 -AsByte");
        Assert.Empty(shell.Run("New-DiffusionImage 'a fox' -AsByte").Errors);
    }
}
