using System.CommandLine;
using CaToMe.Figures;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Sampling;
using CaToMe.Settings;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;
using CaToMe.Tuning;
using Spectre.Console;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome tune [PROMPT...]</c></summary>
internal sealed class TuneCommand : ToolCommand
{
    private readonly PromptArgument prompts = new();
    private readonly Option<string[]> heldOut = new("--held-out")
    {
        HelpName = "PROMPT",
        Description = "Prompts that take no part in the search, to measure what it found. Default: some that suit the model.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<double[]> psnr = OptionTypes.Numbers(
        "--psnr", "DB", "How like the converged pictures a recipe's are to be, mean PSNR in dB; several give a recipe each. Default: 30 35 40.");

    private readonly Option<double[]> shares = OptionTypes.Numbers(
        "--share", "SHARE", "How long a recipe's pictures may take, as a share of the time of the model's default settings, such as 0.3.");

    private readonly Option<string> output = new("--out")
    {
        HelpName = "FOLDER",
        Description = "Where the recipes, the frontier's figure and the search's memory go. A search that was stopped goes on from there. Default: recipes.",
        DefaultValueFactory = _ => "recipes",
    };

    private readonly TunedPictureOptionGroup picture = new();
    private readonly ModelOptionGroup model = new();

    internal TuneCommand() : base("tune", "Find recipes for a model on this machine: the fastest settings whose pictures are like the converged ones.")
    {
        Add(prompts);
        Add(prompts.PromptFile);
        Add(heldOut);
        Add(psnr);
        Add(shares);
        Add(output);
        Add(picture, model);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("Recipes for the embedded model:", "catome tune"),
        ("One recipe for your own model, at the size that you draw:", "catome tune --model ./my-model.safetensors --psnr 35 --width 512 --height 512"),
        ("The best that a third of the time allows:", "catome tune --share 0.33"),
        ("Draw with what was found:", "catome generate \"a red apple\" --recipe recipes/balanced.json"),
    ];

    private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var errors = new OptionErrors();
        var template = errors.Try(() => picture.Read(parsed), new GenerationRequest { Prompt = "" });
        var folder = parsed.GetValue(output)!;
        var aims = errors.Try(() => TuneOptions.Aimed(parsed.GetValue(psnr), parsed.GetValue(shares)), ([], []));
        var given = prompts.ReadOptional(parsed);
        errors.ThrowIfAny();

        using var pipelines = new PipelineSet(dtype => model.Load(parsed, new PipelineOptions(), terminal, cancellationToken, dtype));
        var first = pipelines.Load(null);
        var suggested = SuggestedPrompts.For(first.Model);
        var options = new TuneOptions
        {
            Prompts = given.Count > 0 ? given : suggested.Search,
            HeldOut = parsed.GetValue(heldOut) is { Length: > 0 } own ? own : [.. suggested.HeldOut.Except(given)],
            Psnr = aims.Psnr,
            Shares = aims.Shares,
            Dtypes = model.SaysDtype(parsed) ? [first.Model.Dtype] : SuggestedPrompts.DtypesOf(first.Model),
            Log = Path.Combine(folder, "tune.jsonl"),
        }.Validate();
        Directory.CreateDirectory(folder);
        foreach (var dtype in options.Dtypes)
        {
            pipelines.Load(dtype);
        }

        var result = await SearchOn(terminal, options, progress => RecipeSearch.Run(pipelines.ByDtype, template, options, progress, cancellationToken));
        foreach (var aim in result.Unreached)
        {
            terminal.Warn($"No plain run reaches {aim}: ask for less with --psnr, or for more time with --share.");
        }

        terminal.Result(RecipeTable.Of(result.Frontier));
        terminal.Result(RecipeTable.Of(result.Recipes));
        foreach (var recipe in result.Recipes)
        {
            var path = Path.Combine(folder, recipe.Name + ".json");
            recipe.Save(path);
            terminal.Result(path);
        }

        if (result.Timesteps?.Keep() is not null)
        {
            terminal.Say($"Timesteps were found for this model: take them with --schedule {TimestepSchedule.Found}.");
        }

        terminal.Result(FrontierFigure.Of(result.Frontier).Save(Path.Combine(folder, "frontier.png")));
        return ExitCode.Done;
    }

    /// <summary>Searches; where that is stopped, says that nothing is lost.</summary>
    private static async Task<TuneResult> SearchOn(Terminal terminal, TuneOptions options, Func<IProgress<TuneProgress>, TuneResult> search)
    {
        try
        {
            return await Show(terminal, search);
        }
        catch (OperationCanceledException) when (File.Exists(options.Log))
        {
            terminal.Say($"What was measured is kept in {options.Log}: the same command goes on from there.");
            throw;
        }
    }

    private static Task<TuneResult> Show(Terminal terminal, Func<IProgress<TuneProgress>, TuneResult> search)
    {
        if (!terminal.IsLive)
        {
            var stage = "";
            return Task.Run(() => search(new Reports(p =>
            {
                if (p.Stage != stage)
                {
                    stage = p.Stage;
                    terminal.Say(Line(p));
                }
            })));
        }

        return terminal.Bar.StartAsync(context =>
        {
            var bar = context.AddTask("starting").IsIndeterminate();
            return Task.Run(() => search(new Reports(p => bar.Description = Markup.Escape(terminal.Beside(Line(p))))));
        });
    }

    private static string Line(TuneProgress progress) =>
        $"{progress.Stage}, {progress.Pictures} pictures{(progress.Best is { } best ? $", best: {best}" : "")}";

    private sealed class Reports(Action<TuneProgress> follow) : IProgress<TuneProgress>
    {
        public void Report(TuneProgress value) => follow(value);
    }
}
