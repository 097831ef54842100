using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Recipes;

namespace CaToMe.Tool.Tests;

public sealed class RecipeTests : IDisposable
{
    private static readonly string[] Small = ["--width", "64", "--height", "64"];

    private readonly TemporaryFolder folder = new("catome-");

    private readonly Recipe mine = new()
    {
        Name = "mine",
        Settings = new Dictionary<string, string>
        {
            ["steps"] = "3", ["sampler"] = "euler", ["guidanceCalls"] = "0,2", ["merge"] = "catome:0.5@all",
        },
        Measured = new RecipeMeasurement
        {
            Model = "another", ModelHash = "0123456789", Width = 64, Height = 64, GuidanceScale = 2.5, Prompts = 2, Psnr = 35.5, WorstPsnr = 31.5,
            Seconds = 0.75, SpeedUp = 1.5, Machine = "a machine", Version = "0.1.0",
        },
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Those_that_come_with_the_tool_are_a_table_and_records()
    {
        var (exitCode, output, _) = await CommandLine.Run("recipes");
        Assert.Equal(0, exitCode);
        Assert.Matches("recipe +time +speed-up +PSNR +worst +settings", output);
        Assert.All(RecipeBook.Shipped.Names, name => Assert.Matches($" {name} +.* steps", output));

        var records = (await CommandLine.Run("recipes --json")).Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(RecipeBook.Shipped.Names, records.Select(r => r.GetProperty("name").GetString()!));
        Assert.All(records, r => Assert.Equal(1, r.GetProperty("schema").GetInt32()));
    }

    [Fact]
    public async Task One_is_shown_with_all_that_it_sets_and_what_it_was_measured_at()
    {
        mine.Save(folder["mine.json"]);
        var (exitCode, output, _) = await CommandLine.Run(["recipes", folder["mine.json"]]);
        Assert.Equal(0, exitCode);
        Assert.Matches("sampler +euler", output);
        Assert.Matches("guidanceCalls +0,2", output);
        Assert.Contains("another (0123456789), 64x64, guidance 2.5, 2 prompts, a machine", output, StringComparison.Ordinal);
        Assert.Contains(
            "35.5 dB to the converged pictures (worst 31.5 dB) in 0.75 s, 1.50 times as fast as plain sampling that is as like them", output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_drawn_by_a_recipe_that_other_options_change()
    {
        mine.Save(folder["mine.json"]);
        var (exitCode, _, error) = await CommandLine.Run(
            ["generate", "a house", "a fox", .. Small, "--recipe", folder["mine.json"], "--steps", "2", "--out", folder["{prompt}.png"]]);
        Assert.Equal(0, exitCode);
        var request = ImageMetadata.Read(folder["a-house.png"]).Request;
        Assert.Equal((2, "euler", "0,2", MergeOptions.Parse("catome:0.5@all")), (request.Steps, request.Sampler, request.GuidanceCalls?.Name, request.Merge));
        Assert.Single(error.Split('\n'), line => line.Contains("measured on another (0123456789)", StringComparison.Ordinal));
        Assert.Contains("catome tune finds one", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipe_replaces_what_a_picture_left_out_and_options_what_the_recipe_says()
    {
        await CommandLine.Run(
            ["generate", "a house", .. Small, "--steps", "3", "-s", "7", "--sampler", "euler", "--deep-calls", "0,2", "--merge", "tome",
            "-o", folder["a.png"]]);
        var (exitCode, _, _) = await CommandLine.Run(
            ["generate", "--from", folder["a.png"], "--recipe", "fast", "--merge", "catome", "--steps", "2", "-o", folder["b.png"]]);
        Assert.Equal(0, exitCode);
        var (first, second) = (ImageMetadata.Read(folder["a.png"]).Request, ImageMetadata.Read(folder["b.png"]).Request);
        Assert.Equal(("0,2", "a house", 7L), (first.DeepCalls?.Name, second.Prompt, second.Seed));
        Assert.Equal((RecipeBook.Shipped.Find("fast")!.Settings["sampler"], 2, MergeMethod.CaToMe), (second.Sampler!, second.Steps, second.Merge.Method));
        Assert.NotEqual(first.DeepCalls, second.DeepCalls);
    }

    [Fact]
    public async Task A_recipe_says_in_which_type_the_model_is_loaded_unless_an_option_does()
    {
        (mine with { Dtype = "bfloat16" }).Save(folder["half.json"]);
        string[] draw = ["generate", "a house", .. Small, "--recipe", folder["half.json"], "--steps", "1", "--json", "--force", "-o", folder["x.png"]];
        Assert.Equal("bfloat16", Dtype(await CommandLine.Run(draw)));
        Assert.Equal("float32", Dtype(await CommandLine.Run([.. draw, "--dtype", "float32"])));

        static string? Dtype(CommandLine.Outcome outcome) => JsonDocument.Parse(outcome.Output).RootElement.GetProperty("dtype").GetString();
    }

    [Fact]
    public async Task A_file_that_is_no_recipe_is_one_error()
    {
        File.WriteAllText(folder["bad.json"], """{ "name": "x", "settings": { "banana": "3" } }""");
        var (exitCode, output, error) = await CommandLine.Run(["generate", "a", "--recipe", folder["bad.json"], "--model", "nowhere"]);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("banana", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_was_stopped_goes_on_and_writes_recipes_and_a_figure()
    {
        string[] search = ["tune", "a red apple", "--held-out", "a house", "--psnr", "22", .. Small, "--dtype", "float32", "--out", folder["found"]];
        var log = folder["found/tune.jsonl"];
        using var cancellation = new CancellationTokenSource();
        var stopped = CommandLine.Run(search, cancellation.Token);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(log) && Lines(log).Length > 2, TimeSpan.FromMinutes(1)));
        await cancellation.CancelAsync();
        var (exitCode, output, error) = await stopped;
        Assert.Equal((130, ""), (exitCode, output));
        Assert.Contains($"What was measured is kept in {log}", error, StringComparison.Ordinal);
        Assert.Equal([log], Directory.GetFiles(folder["found"]));
        var before = Lines(log);

        (exitCode, output, _) = await CommandLine.Run(search);
        Assert.Equal(0, exitCode);
        Assert.Equal(before, Lines(log).Take(before.Length));
        Assert.Matches("setting +time +PSNR +worst", output);
        Assert.Matches(" recipe 22dB +[0-9.]+ s", output);
        Assert.Contains(folder["found/22dB.json"], output, StringComparison.Ordinal);
        Assert.InRange(Recipe.Load(folder["found/22dB.json"]).Measured!.Psnr, 15, 60);
        Assert.True(File.Exists(folder["found/frontier.png"]));
        Assert.Equal(0, (await CommandLine.Run(["generate", "a fox", .. Small, "--recipe", folder["found/22dB.json"], "-o", folder["x.png"]])).ExitCode);
    }

    private static string[] Lines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
