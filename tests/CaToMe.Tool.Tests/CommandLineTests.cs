using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using CaToMe.Tool.Commands;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Tests;

public class CommandLineTests
{
    private static readonly RootCommand Root = Program.Root();

    public static TheoryData<string> Commands => [.. All(Root).Select(c => HelpPage.FullName(c)["catome ".Length..])];

    [Fact]
    public void Generate_has_the_options_that_scripts_rely_on() => Assert.Equal(
        new[]
        {
            "--model", "--config", "--negative", "--steps", "--guidance", "--seed", "--sampler", "--width", "--height", "--count", "--batch",
            "--merge", "--ratio", "--threshold", "--checkpoints", "--max-downsample", "--stride", "--dst", "--merge-seed",
            "--merge-cross-attention", "--merge-mlp", "--keys-only", "--corrected",
            "--control", "--vae", "--lora", "--lora-folder", "--embedding", "--wildcards", "--prompt-syntax", "--reference-compatible",
            "--schedule", "--guidance-calls", "--guidance-interval", "--deep-calls", "--shallow-layers", "--unet-calls", "--recipe",
            "--init-image", "--strength", "--mask", "--invert-mask", "--mask-blur", "--mask-padding",
            "--hires", "--hires-upscaler", "--hires-strength", "--hires-steps",
            "--clip-skip", "--allow-nonfinite", "--vae-tiling", "--device",
            "--dtype", "--prediction", "--timestep-spacing", "--threads", "--prompts", "--from",
            "--out", "--save-latents", "--json", "--force", "--preview", "--preview-every", "--preview-path",
        }.Order(),
        Command("generate").Options.Select(o => o.Name).Order());

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_shows_every_option_with_a_description(string command)
    {
        var help = (await CommandLine.Run($"{command} --help")).Output;
        Assert.All(Command(command).Options, option =>
        {
            Assert.Contains($"  {option.Name}", help);
            Assert.EndsWith(".", option.Description);
        });
        Assert.Contains("Examples", help);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_examples_of_the_help_can_be_typed(string command) =>
        Assert.All(Command(command).Examples, example => Assert.Empty(Root.Parse([.. CommandLineParser.SplitCommandLine(example.CommandLine).Skip(1)]).Errors));

    [Theory]
    [InlineData("generate --help")]
    [InlineData("--help")]
    [InlineData("")]
    public async Task Help_fits_the_page_and_ends_well(string line)
    {
        var (exitCode, output, error) = await CommandLine.Run(line);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(output.Split('\n'), l => Assert.True(l.TrimEnd().Length <= 110, l));
    }

    [Theory]
    [InlineData("generate", "There is no prompt")]
    [InlineData("generate a --steps x", "--steps is x: give a number of steps")]
    [InlineData("generate a --steps", "--steps")]
    [InlineData("generate a --step 20", "Did you mean --steps?")]
    [InlineData("generate a --prediction v", "--prediction is v: give one of epsilon, v_prediction, sample")]
    [InlineData("generate a --timestep-spacing even", "--timestep-spacing is even: give one of leading, trailing, linspace")]
    [InlineData("generate a -q", "-q is not an option")]
    [InlineData("paint a", "paint")]
    [InlineData("generate a --cfg 3", "Did you mean --cfg-scale?")]
    [InlineData("tune --psnr 30 x", "--psnr is x: give a number")]
    [InlineData("tune --steps 3", "--steps is not an option of catome tune")]
    [InlineData("generate a --steps \"\"", "--steps is empty: give a number of steps")]
    [InlineData("info", "IMAGE")]
    public async Task What_cannot_be_parsed_ends_with_2_and_leaves_standard_output_alone(string line, string named)
    {
        var (exitCode, output, error) = await CommandLine.Run(line);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(named, error);
        Assert.EndsWith(" --help shows what is accepted.", error.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gen \"a fox\" --steps 5", "gen is not a command of catome. Did you mean generate?", "catome")]
    [InlineData("paint a", "paint is not a command of catome.", "catome")]
    [InlineData("runtime instal", "instal is not a command of catome runtime. Did you mean install?", "catome runtime")]
    [InlineData("runtime", "catome runtime needs a command: install.", "catome runtime")]
    [InlineData("--stepz 5", "--stepz is not an option of catome.", "catome")]
    [InlineData("generate \"a fox\" --stepz 5", "--stepz is not an option of catome generate. Did you mean --steps?", "catome generate")]
    [InlineData("generate --stepz=5", "--stepz is not an option of catome generate. Did you mean --steps?", "catome generate")]
    [InlineData("compare a -q", "-q is not an option of catome compare.", "catome compare")]
    [InlineData("info --jsn a.png", "--jsn is not an option of catome info. Did you mean --json?", "catome info")]
    [InlineData("doctor --verbos", "--verbos is not an option of catome doctor. Did you mean --verbose?", "catome doctor")]
    [InlineData("bench --network emoji --part", "--part is not an option of catome bench. Did you mean --parts?", "catome bench")]
    [InlineData(
        "generate \"-7 degrees\"",
        "-7 degrees begins with a dash, as options do. If it is a prompt, put it after a lone --, behind all options.", "catome generate")]
    public async Task An_unknown_word_is_one_error_that_says_what_was_meant(string line, string message, string command)
    {
        var (exitCode, output, error) = await CommandLine.Run(line);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal([$"error: {message}", $"{command} --help shows what is accepted."], error.TrimEnd().Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("generate a --threshold 1.5 --merge catome", "--threshold is 1.5")]
    [InlineData("generate a --checkpoints often --merge catome", "--checkpoints is often")]
    [InlineData("generate a --count 0", "--count is 0")]
    [InlineData("generate a --batch 1000000000", "--batch is 1000000000")]
    [InlineData("generate a b --out x.png", "--out is x.png")]
    [InlineData("generate a --count 2 --save-latents x.safetensors", "--save-latents is x.safetensors")]
    [InlineData("generate a --steps 0 --model nowhere", "--steps is 0")]
    [InlineData("generate a --clip-skip -1 --model nowhere", "--clip-skip is -1")]
    [InlineData("generate a --count 1000000000", "--count is 1000000000")]
    [InlineData("compare a --repeats 0 --model nowhere", "--repeats is 0")]
    [InlineData("bench --threshold 3", "--threshold is 3")]
    [InlineData("bench --repeats 0", "--repeats is 0")]
    [InlineData("generate a --recipe rapid --model nowhere", "--recipe is rapid: give exact, quality, balanced, fast")]
    [InlineData("generate a --guidance-calls often --model nowhere", "--guidance-calls is often")]
    [InlineData("generate a --guidance-interval 1-0 --model nowhere", "--guidance-interval is 1-0")]
    [InlineData("generate a --schedule 1,2 --model nowhere", "--schedule is 1,2")]
    [InlineData("generate a --shallow-layers 0 --model nowhere", "--shallow-layers is 0")]
    [InlineData("recipes rapid", "NAME|FILE is rapid: give exact, quality, balanced, fast")]
    [InlineData("tune --psnr 99 --model nowhere", "--psnr is 99: give a likeness from 15 to 60 dB")]
    [InlineData("tune --share 3 --model nowhere", "--share is 3: give a share of the time from 0.05 to 1")]
    [InlineData("tune \"a fox\" --held-out \"a fox\" \"a house\"", "--held-out is a fox")]
    [InlineData("tune --guidance 200 --model nowhere", "--guidance is 200")]
    [InlineData("compare a --out x.jpg", "--out is x.jpg")]
    [InlineData("generate a --checkpoints \"\" --merge catome", "--checkpoints is empty")]
    [InlineData("generate a --model \"\"", "--model is empty: give a folder")]
    [InlineData("generate a --threads 0", "--threads is 0")]
    [InlineData("generate a b --out -", "--out is -")]
    [InlineData("generate a --json --out -", "--out is -")]
    public async Task A_mistake_is_one_line_and_ends_with_2(string line, string named)
    {
        var (exitCode, output, error) = await CommandLine.Run(line);
        Assert.Equal((2, ""), (exitCode, line.Contains("--json", StringComparison.Ordinal) ? "" : output));
        var lines = error.TrimEnd().Split(Environment.NewLine);
        Assert.StartsWith("error: " + named, Assert.Single(lines, l => l.StartsWith("error", StringComparison.Ordinal)));
        Assert.Equal($"catome {line.Split(' ')[0]} --help shows what is accepted.", lines[^1]);
    }

    [Theory]
    [InlineData("info no-such-file.png", "no-such-file.png")]
    [InlineData("generate a --model nowhere", "The model nowhere does not exist")]
    [InlineData("generate a --prompts nowhere.txt", "--prompts is nowhere.txt")]
    [InlineData("generate --from nowhere.png", "nowhere.png does not exist")]
    public async Task What_goes_wrong_is_one_line_and_ends_with_1(string line, string named)
    {
        var (exitCode, output, error) = await CommandLine.Run(line);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("error: " + named, Assert.Single(error.TrimEnd().Split('\n')));
    }

    [Fact]
    public async Task With_json_an_error_is_a_record_too()
    {
        var (exitCode, output, error) = await CommandLine.Run("generate a --steps 0 --width 7 --guidance 200 --json --model nowhere");
        var records = output.TrimEnd().Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(["--guidance", "--steps"], records.Select(r => r.GetProperty("option").GetString()).Order());
        Assert.All(records, r => Assert.Equal((2, 1), (r.GetProperty("exitCode").GetInt32(), r.GetProperty("schema").GetInt32())));
        Assert.All(records, r => Assert.Contains("error: " + r.GetProperty("error").GetString(), error, StringComparison.Ordinal));
        Assert.Equal(2, exitCode);
    }

    [Fact]
    public async Task Several_mistakes_are_said_at_once()
    {
        var (exitCode, output, error) = await CommandLine.Run(
            "generate a --steps 0 --sampler quantum --merge catome --threshold 2 --checkpoints often --batch 65 --count 0");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal(
            ["--sampler is quantum", "--steps is 0", "--batch is 65", "--checkpoints is often", "--threshold is 2", "--count is 0"],
            error.TrimEnd().Split('\n').SkipLast(1).Select(l => l["error: ".Length..l.IndexOf(':', "error: ".Length)]));
    }

    [Fact]
    public async Task The_help_of_bench_says_how_long_it_takes() =>
        Assert.Matches(@"quarter of an\s+hour on two cores", (await CommandLine.Run("bench --help")).Output);

    [Fact]
    public async Task Help_is_shown_whatever_stands_beside_it() => Assert.Equal(0, (await CommandLine.Run("generate --stepz --help")).ExitCode);

    [Theory]
    [InlineData("generate -- --step", "--step")]
    [InlineData("generate @home", "@home")]
    [InlineData("generate \"- a list\"", "- a list")]
    [InlineData("generate compare", "compare")]
    public void Any_text_can_be_a_prompt(string line, string prompt)
    {
        var parsed = Root.Parse(line, Program.Parsing);
        UsageCheck.Check(parsed);
        Assert.Equal([prompt], Command("generate").Arguments.OfType<PromptArgument>().Single().Read(parsed));
    }

    [Theory]
    [InlineData("generate a --sampler dpm", "dpm++2m-karras")]
    [InlineData("generate a --checkpoints paper", "paper-3")]
    [InlineData("generate a --merge ca", "catome")]
    [InlineData("compare a --device cud", "cuda:0")]
    [InlineData("generate a --recipe ba", "balanced")]
    [InlineData("generate a --schedule k", "karras")]
    [InlineData("recipes fa", "fast")]
    [InlineData("models pull sd1", "sd15")]
    [InlineData("generate a --dtype bf", "bfloat16")]
    [InlineData("study submit a.yaml --engine ku", "kubernetes")]
    [InlineData("study su", "submit")]
    public async Task Shells_can_complete_values(string line, string completion) =>
        Assert.Contains(completion, (await CommandLine.Run([$"[suggest:{line.Length}]", line])).Output.Split(Environment.NewLine));

    [Fact]
    public async Task Lora_names_complete_from_their_folder_and_one_that_is_not_there_is_told_before_the_model_loads()
    {
        using var folder = new TemporaryFolder("catome-");
        File.WriteAllText(folder["style.safetensors"], "");
        var line = $"generate a --lora-folder {folder.Path} --lora st";
        Assert.Contains("style", (await CommandLine.Run([$"[suggest:{line.Length}]", line])).Output.Split(Environment.NewLine));

        var (code, _, errors) = await CommandLine.Run(["generate", "a", "--lora", "nope:0.5", "--lora-folder", folder.Path]);
        Assert.NotEqual(0, code);
        Assert.Contains("It has: style", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("emoji", errors, StringComparison.Ordinal); // the line that says which model was loaded
    }

    private static ToolCommand Command(string name) => All(Root).Single(c => HelpPage.FullName(c) == "catome " + name);

    private static IEnumerable<ToolCommand> All(Command command) => command.Subcommands.SelectMany(c => All(c).Concat(new[] { c }.OfType<ToolCommand>()));
}
