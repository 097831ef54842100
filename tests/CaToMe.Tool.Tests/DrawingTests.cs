using System.Diagnostics;
using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Weights;
using TorchSharp;

namespace CaToMe.Tool.Tests;

/// <summary>The commands with the embedded model: small pictures, few steps.</summary>
public sealed class DrawingTests : IDisposable
{
    private static readonly string[] Small = ["--steps", "2", "--width", "64", "--height", "64"];

    private readonly TemporaryFolder folder = new("catome-");

    [Fact]
    public async Task Info_goes_on_after_a_file_that_it_cannot_read()
    {
        await Run(["generate", "a\nb", .. Small, "--out", folder["a.png"]]);
        var (exitCode, output, error) = await Run(["info", folder["nope.png"], folder.Path, folder["a.png"]]);
        Assert.Equal(1, exitCode);
        Assert.Equal(2, error.TrimEnd().Split('\n').Length);
        Assert.Contains("prompt                  a\n                          b\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_writes_pictures_latents_and_a_record_of_each()
    {
        var (exitCode, output, error) = await Run(
            ["generate", "a house", "a [red] apple", .. Small, "--merge", "catome", "--json",
            "--out", folder["{prompt}-{seed}.png"], "--save-latents", folder["{prompt}.safetensors"]]);

        Assert.Equal(0, exitCode);
        Assert.Contains("emoji", error);
        var records = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal([folder["a-house-42.png"], folder["a-red-apple-42.png"]], records.Select(r => r.GetProperty("path").GetString()));
        Assert.All(records, record =>
        {
            var metadata = ImageMetadata.Read(record.GetProperty("path").GetString()!);
            Assert.Equal(record.GetProperty("prompt").GetString(), metadata.Request.Prompt);
            Assert.Equal(Recommendations.Shipped.OfEmbedded.Merge, metadata.Request.Merge);
            Assert.InRange(record.GetProperty("mergedShare").GetDouble(), 0.01, 0.75);
            using var latents = SafetensorsFile.Open(record.GetProperty("latents").GetString()!);
            Assert.Equal([1, 4, 16, 16], latents.Entries["latents"].Shape);
        });
    }

    [Fact]
    public async Task What_the_model_was_told_of_itself_is_recorded_with_the_picture()
    {
        string[] told = ["--prediction", "Epsilon", "--timestep-spacing", "trailing"];
        var (_, output, _) = await Run(["generate", "a house", .. Small, .. told, "--json", "--out", folder["told.png"]]);
        await Run(["generate", "a house", .. Small, "--out", folder["own.png"]]);

        var record = JsonDocument.Parse(output).RootElement;
        Assert.Equal(("epsilon", "trailing"), (record.GetProperty("prediction").GetString(), record.GetProperty("timestepSpacing").GetString()));
        var info = (await Run(["info", folder["told.png"]])).Output;
        Assert.Matches("prediction +epsilon", info);
        Assert.Matches("timestep-spacing +trailing", info);
        Assert.DoesNotContain("prediction", (await Run(["info", folder["own.png"]])).Output);
        Assert.NotEqual(PngFile.Load(folder["own.png"]).Pixels, PngFile.Load(folder["told.png"]).Pixels);
    }

    [Fact]
    public async Task Each_seed_of_a_series_gives_what_it_gives_alone()
    {
        await Run(["generate", "a house", .. Small, "--seed", "7", "--count", "2", "--out", folder["series-{seed}.png"]]);
        await Run(["generate", "a house", .. Small, "--seed", "8", "--out", folder["alone.png"]]);
        Assert.Equal(PngFile.Load(folder["alone.png"]).Pixels, PngFile.Load(folder["series-8.png"]).Pixels);
        Assert.NotEqual(PngFile.Load(folder["series-7.png"]).Pixels, PngFile.Load(folder["series-8.png"]).Pixels);
    }

    [Fact]
    public async Task A_batch_is_a_file_for_each_of_its_pictures()
    {
        var (exitCode, output, _) = await Run(["generate", "a house", .. Small, "--batch", "2", "--out", folder.Path]);
        Assert.Equal(0, exitCode);
        Assert.Equal([folder["catome-42-1.png"], folder["catome-42-2.png"]], output.TrimEnd().Split('\n').Select(l => l[..l.IndexOf(':', 3)]));
        Assert.Equal([0, 1], new[] { 1, 2 }.Select(i => ImageMetadata.Read(folder[$"catome-42-{i}.png"]).BatchIndex));
    }

    [Fact]
    public async Task An_existing_picture_stays_as_it_is()
    {
        File.WriteAllText(folder["x.png"], "mine");
        var (exitCode, output, error) = await Run("generate", "a house", "--out", folder["x.png"]);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("--force", error);
        Assert.Equal("mine", File.ReadAllText(folder["x.png"]));
    }

    [Fact]
    public async Task A_second_picture_in_a_folder_needs_no_force()
    {
        await Run(["generate", "a house", .. Small, "-o", folder.Path]);
        var (exitCode, _, error) = await Run(["generate", "a fox", .. Small, "-o", folder.Path]);
        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("warning", error, StringComparison.Ordinal);
        Assert.Equal(["a house", "a fox"], new[] { "catome-42.png", "catome-42-2.png" }.Select(f => ImageMetadata.Read(folder[f]).Request.Prompt));
    }

    [Fact]
    public async Task A_picture_is_drawn_again_from_its_file_with_changes()
    {
        await Run(["generate", "a house", .. Small, "-s", "7", "--merge", "catome", "--threshold", "0.9", "-o", folder["first.png"]]);
        await Run("generate", "--from", folder["first.png"], "-o", folder["again.png"]);
        Assert.Equal(PngFile.Load(folder["first.png"]).Pixels, PngFile.Load(folder["again.png"]).Pixels);

        await Run("generate", "a fox", "--from", folder["first.png"], "--steps", "3", "--merge", "none", "-o", folder["changed.png"]);
        var (before, after) = (ImageMetadata.Read(folder["first.png"]).Request, ImageMetadata.Read(folder["changed.png"]).Request);
        Assert.Equal(before with { Prompt = "a fox", Steps = 3, Merge = after.Merge }, after);
        Assert.Equal(MergeMethod.None, after.Merge.Method);
    }

    [Fact]
    public async Task A_files_name_can_tell_what_the_model_chose()
    {
        var (exitCode, output, _) = await Run(
            ["generate", "a house", .. Small, "--merge", "catome", "--json", "-o", folder["{model}-{sampler}-{guidance}-{merge}-{seed:0000}.png"]]);
        Assert.Equal(0, exitCode);
        var recommended = Recommendations.Shipped.OfEmbedded;
        var name = FormattableString.Invariant($"emoji-pndm-{recommended.GuidanceScale}-catome-{recommended.Merge.EffectiveThreshold}-0042.png");
        Assert.Equal(folder[name], Assert.Single(Records(output)).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Prompts_come_from_a_file_too_one_on_each_line()
    {
        File.WriteAllText(folder["prompts.txt"], "a fox\n\n  a panda \r\n");
        var (_, output, _) = await Run(["generate", "a house", "--prompts", folder["prompts.txt"], .. Small, "--json", "-o", folder["{prompt}.png"]]);
        Assert.Equal(["a house", "a fox", "a panda"], Records(output).Select(r => r.GetProperty("prompt").GetString()));
    }

    [Fact]
    public async Task A_prompt_of_which_the_model_knows_nothing_gets_a_hint()
    {
        var error = (await Run(["generate", "a steam engine", "a bassoon", .. Small, "-o", folder.Path])).Error;
        Assert.Equal((1, 1, 1), (Count("\"a steam engine\""), Count("\"a bassoon\""), Count("emoji draws: airplane")));
        Assert.DoesNotContain("emoji draws", (await Run(["generate", "Two Foxes!", "a fox", .. Small, "-o", folder.Path])).Error, StringComparison.Ordinal);

        int Count(string text) => error.Split(text).Length - 1;
    }

    [Fact]
    public async Task The_number_of_threads_is_recorded()
    {
        var (_, output, _) = await Run(["generate", "a fox", .. Small, "--threads", "1", "--json", "-o", folder["x.png"]]);
        Assert.Equal(1, Assert.Single(Records(output)).GetProperty("threads").GetInt32());
        Assert.Matches(" threads +1", (await Run(["info", folder["x.png"]])).Output);
        torch.set_num_threads(Environment.ProcessorCount); // it is one number for the whole process
    }

    [Fact]
    public async Task A_picture_goes_to_standard_output_and_nothing_else_does()
    {
        await using var process = new Piped(["generate", "a house", .. Small, "-o", "-"]);
        await File.WriteAllBytesAsync(folder["piped.png"], await process.Bytes());
        Assert.Equal("a house", ImageMetadata.Read(folder["piped.png"]).Request.Prompt);
        Assert.Equal(64, PngFile.Load(folder["piped.png"]).Width);
    }

    [Fact]
    public async Task A_full_output_is_one_plain_error()
    {
        if (!File.Exists("/dev/full"))
        {
            return;
        }

        var command = $"dotnet '{typeof(Program).Assembly.Location}' inspect > /dev/full";
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith("error: the output cannot be written: ", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_runs_with_one_name_leave_two_pictures()
    {
        string[] args = ["generate", "a house", .. Small, "--json", "--out", folder["x.png"]];
        var outcomes = await Task.WhenAll(Task.Run(() => Run(args)), Task.Run(() => Run(args)));

        Assert.All(outcomes, o => Assert.Equal(0, o.ExitCode));
        Assert.Equal(
            [folder["x-2.png"], folder["x.png"]],
            outcomes.Select(o => JsonDocument.Parse(o.Output).RootElement.GetProperty("path").GetString()).Order(StringComparer.Ordinal));
        Assert.Single(outcomes, o => o.Error.Contains("--force", StringComparison.Ordinal));
        Assert.All(Directory.GetFiles(folder.Path), file => Assert.Equal(64, PngFile.Load(file).Width));
    }

    [Fact]
    public async Task A_prompt_may_be_empty_and_is_said_to_be() =>
        Assert.Contains(".png: (empty prompt), ", (await Run(["generate", "", .. Small, "-o", folder.Path])).Output, StringComparison.Ordinal);

    [Fact]
    public async Task What_the_engine_refuses_is_named_as_it_was_typed()
    {
        var (exitCode, _, error) = await Run("generate", "a house", "--width", "250", "--out", folder.Path);
        Assert.Equal(2, exitCode);
        Assert.Contains("error: --width is 250: give a multiple of 4", error);
    }

    [Fact]
    public async Task A_cancelled_run_leaves_nothing_behind_and_ends_with_130()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var (exitCode, output, error) = await CommandLine.Run(["generate", "a house", "--steps", "900", "--out", folder["x.png"]], cancellation.Token);
        Assert.Equal((130, ""), (exitCode, output));
        Assert.EndsWith("Cancelled." + Environment.NewLine, error);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Compare_writes_the_grid_and_measures_each_method()
    {
        var (exitCode, output, _) = await Run(["compare", "a house", .. Small, "--threshold", "0.95", "--json", "--out", folder["grid.png"]]);
        Assert.Equal(0, exitCode);
        var records = output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["baseline", "ToMe r = 50 %", "CA-ToMe t = 0.95"], records.Select(r => r.GetProperty("label").GetString()));
        Assert.Equal(0.5, records[1].GetProperty("mergedShare").GetDouble(), 3);
        Assert.True(records[2].GetProperty("psnr").GetDouble() > 15);
        Assert.True(PngFile.Load(folder["grid.png"]).Width > 3 * 64);
    }

    [Fact]
    public async Task Compare_takes_every_merge_option_and_its_picture_says_what_it_shows()
    {
        var (_, output, error) = await Run(
            ["compare", "a house", .. Small, "--negative", "fog", "--stride", "4", "--max-downsample", "2", "--json", "--out", folder["grid.png"]]);
        Assert.DoesNotContain("no effect", error, StringComparison.Ordinal);
        Assert.Equal(["4x4", "4x4"], Records(output).Skip(1).Select(r => r.GetProperty("merge").GetProperty("stride").GetString()));
        var info = (await Run(["info", folder["grid.png"]])).Output;
        string[] parts = ["  prompts +a house", "  steps +2", "  negative +fog", "  width +64", "  guidance +3", "stride=4x4"];
        Assert.All(parts, part => Assert.Matches(part, info));
    }

    [Fact]
    public async Task The_program_itself_finds_libtorch_and_shows_settings_of_its_picture()
    {
        var path = folder["x.png"];
        Assert.Equal(0, (await Start(["generate", "a house", .. Small, "--out", path])).ExitCode);
        var (exitCode, output) = await Start("info", path);
        Assert.Equal(0, exitCode);
        Assert.Contains("a house", output);
        Assert.Contains("  width                   64", output);
    }

    public void Dispose() => folder.Dispose();

    private static Task<CommandLine.Outcome> Run(params string[] args) => CommandLine.Run(args);

    private static List<JsonElement> Records(string output) => [.. output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The built tool, whose output is bytes.</summary>
    private sealed class Piped(params string[] args) : IAsyncDisposable
    {
        private readonly Process process = Process.Start(
            new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args]) { RedirectStandardOutput = true })!;

        internal async Task<byte[]> Bytes()
        {
            using var bytes = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(bytes);
            return bytes.ToArray();
        }

        public async ValueTask DisposeAsync()
        {
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    private static async Task<(int ExitCode, string Output)> Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. args]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }
}
