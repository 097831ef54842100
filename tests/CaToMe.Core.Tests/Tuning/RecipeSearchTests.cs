using System.Globalization;
using CaToMe.Requests;
using CaToMe.Sampling;
using CaToMe.Tuning;

namespace CaToMe.Tests.Tuning;

public sealed class RecipeSearchTests : IDisposable
{
    private static readonly GenerationRequest Template = new() { Prompt = "", Width = 64, Height = 64 };

    private readonly string log = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");

    private TuneOptions Options => new() { Prompts = ["a red apple"], HeldOut = ["a house", "a fox"], Psnr = [22], Log = log };

    public void Dispose() => File.Delete(log);

    [Fact]
    public void A_search_finds_a_recipe_that_reaches_its_aim_and_goes_on_from_its_log()
    {
        using var pipeline = DiffusionPipeline.Load();
        var pipelines = new Dictionary<string, DiffusionPipeline> { ["float32"] = pipeline };
        var stages = new HashSet<string>();
        var found = RecipeSearch.Run(pipelines, Template, Options, new Told<TuneProgress>(p => stages.Add(p.Stage)));
        var recipe = Assert.Single(found.Recipes);
        Assert.Equal("22dB", recipe.Name);
        Assert.Equal((2, 64, pipeline.Model.Hash), (recipe.Measured!.Prompts, recipe.Measured.Width, recipe.Measured.ModelHash));
        Assert.True(stages.Count >= 3);

        // What it promises is what the picture is, and the log has it.
        var lines = File.ReadAllLines(log).Length;
        Assert.True(found.Pictures > lines); // and the converged ones
        var again = RecipeSearch.Run(pipelines, Template, Options);
        Assert.Equal(lines, File.ReadAllLines(log).Length);
        Assert.Equal(recipe.Settings, again.Recipes[0].Settings);
        Assert.Equal(found.Frontier, again.Frontier);
        Assert.Contains(found.Frontier, p => p.Kind == FrontierKind.CaToMe);
    }

    [Fact]
    public void A_share_of_the_time_is_filled_with_likeness()
    {
        using var pipeline = DiffusionPipeline.Load();
        var pipelines = new Dictionary<string, DiffusionPipeline> { ["float32"] = pipeline };
        var found = RecipeSearch.Run(pipelines, Template, Options with { Psnr = [], Shares = [0.3], HeldOut = ["a house"] });
        var recipe = Assert.Single(found.Recipes);
        Assert.Equal("30percent", recipe.Name);
        Assert.Empty(found.Unreached);
        Assert.True(int.Parse(recipe.Settings["steps"], CultureInfo.InvariantCulture) is >= FoundTimesteps.FewestSteps and < 25);

        // The timesteps that it found are those that its plain runs took, for every number of steps.
        Assert.Equal(pipeline.Model.Hash, found.Timesteps!.ModelHash);
        Assert.All(found.Timesteps.Timesteps, t => Assert.Equal(t.Key, t.Value.Count));
        Assert.Equal(FoundTimesteps.MostSteps - FoundTimesteps.FewestSteps + 1, found.Timesteps.Timesteps.Count);
    }

    [Fact]
    public void A_cancelled_search_keeps_what_it_measured()
    {
        using var pipeline = DiffusionPipeline.Load();
        using var cancel = new CancellationTokenSource();
        var progress = new Told<TuneProgress>(p => { if (p.Pictures == 4) { cancel.Cancel(); } });
        var pipelines = new Dictionary<string, DiffusionPipeline> { ["float32"] = pipeline };
        Assert.ThrowsAny<OperationCanceledException>(() => { RecipeSearch.Run(pipelines, Template, Options, progress, cancel.Token); });
        Assert.NotEmpty(File.ReadAllLines(log));
    }

    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<OptionException>(() => (Options with { Prompts = [] }).Validate());
        Assert.Throws<OptionException>(() => (Options with { HeldOut = [] }).Validate());
        Assert.Contains("a house", Assert.Throws<OptionException>(() => (Options with { Prompts = ["a house"] }).Validate()).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => (Options with { Psnr = [] }).Validate());
        Assert.Throws<OptionException>(() => (Options with { Psnr = [99] }).Validate());
        Assert.Throws<OptionException>(() => (Options with { Shares = [2] }).Validate());
        (Options with { Psnr = [], Shares = [0.5] }).Validate();
    }
}
