using CaToMe.Merging;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;

namespace CaToMe.Tests.Recipes;

public sealed class RecipeTests : IDisposable
{
    private static readonly GenerationRequest Request = new()
    {
        Prompt = "a fox",
        Steps = 4,
        Sampler = "unipc",
        Schedule = TimestepSchedule.Parse("999,700,400,100"),
        GuidanceCalls = CheckpointSchedule.Parse("0-2"),
        DeepCalls = CheckpointSchedule.Parse("0,2"),
        ShallowLayers = 2,
        UNetCalls = CheckpointSchedule.Parse("0,1,3"),
        Merge = MergeOptions.Parse("catome:0.95@all"),
    };

    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_gives_back_every_setting()
    {
        var path = Path.Combine(folder, "new", "mine.json");
        Recipe.Of("mine", Request, "bfloat16").Save(path);
        var read = Recipe.Load(path);
        Assert.Equal(("mine", "bfloat16"), (read.Name, read.Dtype));
        Assert.Equal(Request, read.ApplyTo(new GenerationRequest { Prompt = "a fox" }));
    }

    [Fact]
    public void Prompt_seed_and_size_are_not_its_business()
    {
        var other = new GenerationRequest { Prompt = "a house", Seed = 5, Width = 64, NegativePrompt = "fog" };
        var made = Recipe.Of("mine", Request).ApplyTo(other);
        Assert.Equal(("a house", 5, 64, "fog"), (made.Prompt, made.Seed, made.Width, made.NegativePrompt));
    }

    [Fact]
    public void The_recipes_that_come_with_the_library_can_be_drawn_with()
    {
        Assert.Equal(["exact", "quality", "balanced", "fast"], RecipeBook.Shipped.Names);
        Assert.All(RecipeBook.Shipped.Recipes, recipe => recipe.ApplyTo(new GenerationRequest { Prompt = "a fox" }).Validate());
        Assert.Same(Recipe.Load("fast"), Recipe.Load("FAST"));
    }

    [Theory]
    [InlineData("{", "is no recipe")]
    [InlineData("""{ "name": "x" }""", "is no recipe")]
    [InlineData("""{ "name": "x", "settings": { "banana": "3" } }""", "banana")]
    [InlineData("""{ "name": "x", "settings": { "steps": "many" } }""", "many")]
    [InlineData("""{ "name": "x", "settings": { "steps": "0" } }""", "Steps")]
    [InlineData("""{ "name": "x", "settings": { "merge": "foo" } }""", "foo")]
    public void What_is_no_recipe_is_refused_with_the_reason(string json, string reason)
    {
        var path = Path.Combine(folder, "bad.json");
        File.WriteAllText(path, json);
        var message = Assert.Throws<CaToMeException>(() => Recipe.Load(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_not_known_lists_those_that_are() =>
        Assert.Contains("balanced", Assert.Throws<OptionException>(() => Recipe.Load("rapid")).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_model_than_the_measured_one_gets_a_warning()
    {
        using var pipeline = DiffusionPipeline.Load();
        var measured = new RecipeMeasurement
        {
            Model = "other", ModelHash = "0123456789", Width = 64, Height = 64, GuidanceScale = 3, Prompts = 1, Psnr = 30, WorstPsnr = 29, Seconds = 1,
            Machine = "a machine", Version = "0.1.0",
        };
        Assert.Contains("other", Recipe.Of("mine", Request, measured: measured).WarningFor(pipeline.Model), StringComparison.Ordinal);
        Assert.Null(Recipe.Of("mine", Request, measured: measured with { ModelHash = pipeline.Model.Hash }).WarningFor(pipeline.Model));
        Assert.Null(Recipe.Of("mine", Request).WarningFor(pipeline.Model));
    }
}
