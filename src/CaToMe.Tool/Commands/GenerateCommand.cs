using System.CommandLine;
using System.Globalization;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Recipes;
using CaToMe.Requests;
using CaToMe.Settings;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome generate PROMPT...</c></summary>
internal sealed class GenerateCommand : ToolCommand
{
    private readonly PromptArgument prompts = new();
    private readonly Option<string?> from = OptionTypes.Text(
        "--from", "PICTURE", "Draw a picture again, from the settings in its file: other options change them, other prompts replace its own.");
    private readonly RecipeOption recipe = new();
    private readonly PictureOptionGroup picture = new();
    private readonly NumberOptionGroup number = new();
    private readonly MergeOptionGroup merge = new();
    private readonly ModelOptionGroup model = new();
    private readonly PreviewOptionGroup preview = new();
    private readonly OutputOptionGroup output = new();

    internal GenerateCommand() : base("generate", "Draw pictures from prompts.")
    {
        Add(prompts);
        Add(prompts.PromptFile);
        Add(from);
        Add(recipe);
        Add(picture, number, merge, model, preview, output);
        LoraFiles.Complete(this);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("One picture, in the current folder:", "catome generate \"a red apple\""),
        ("Several prompts, four seeds each, into a folder:", "catome generate \"a house\" \"a rocket\" --count 4 --out \"pictures/{prompt}-{seed}.png\""),
        ("The same picture, drawn faster:", "catome generate \"a red apple\" --merge catome --out faster.png"),
        ("Settings that were found together, in less than half the time:", "catome generate \"a red apple\" --recipe balanced"),
        ("The settings of a picture, with another seed and more steps:", "catome generate --from catome-42.png --seed random --steps 50"),
        ("A picture drawn anew, half of the way:", "catome generate \"a red apple\" --init-image apple.png --strength 0.5"),
        ("The white of a mask drawn anew, the rest kept:", "catome generate \"a red apple\" --init-image table.png --mask plate.png"),
        ("At twice the resolution, where merging saves most:", "catome generate \"a red apple\" --hires 2 --merge catome"),
        ("With a look at it on the way, every five steps:", "catome generate \"a red apple\" --preview linear --preview-path preview.png"),
        ("Your own model, with records for a script:", "catome generate \"a lighthouse\" --model ./my-model.safetensors --json"),
    ];

    private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var origin = parsed.GetValue(from) is { } file ? new PictureOrigin(file) : null;
        var chosen = recipe.Read(parsed);
        var requests = Requests(parsed, origin?.Request, chosen);
        var previewing = preview.Read(parsed);
        var previews = new PreviewPlan(previewing);
        var notices = picture.WithoutEffect(parsed, requests[0]).Concat(merge.WithoutEffect(parsed, requests[0].Merge))
            .Concat(preview.WithoutEffect(parsed, previewing));
        foreach (var warning in notices.Concat(origin?.Warnings ?? []).Append(previews.Notice(terminal)).OfType<string>())
        {
            terminal.Warn(warning);
        }

        var runs = output.Plan(parsed, requests);
        previews.Check(runs);
        var finished = 0;
        try
        {
            var options = RecipeOption.ApplyTo(origin?.Pipeline ?? new PipelineOptions(), chosen);
            LoraFiles.Check(requests[0], model.ReadOptions(parsed, options));
            using var pipeline = model.Load(parsed, options, terminal, cancellationToken);
            if (origin?.AnotherModel(pipeline.Model) is { } another)
            {
                terminal.Warn(another);
            }

            if (chosen?.WarningFor(pipeline.Model) is { } measuredElsewhere)
            {
                terminal.Warn($"{measuredElsewhere} catome tune finds one for this model.");
            }

            if (chosen?.WarningForType(pipeline.Model.Dtype) is { } otherType)
            {
                terminal.Warn(otherType);
            }

            runs = output.AsksForModel(parsed) ? output.Plan(parsed, requests, pipeline.Model) : runs;
            var shown = new RunProgress(terminal, runs.Count);
            foreach (var run in runs)
            {
                var seen = previews.Of(run, finished, pipeline.Model);
                var result = await shown.Show(Title(run.Request), progress => pipeline.GenerateAsync(run.Request, progress, seen, cancellationToken));
                Write(parsed, terminal, run, result);
                finished++;
            }
        }
        catch when (finished > 0)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"Finished before that: {finished} of {runs.Count} runs. Their files are complete."));
            throw;
        }

        return ExitCode.Done;
    }

    /// <summary>What is to be drawn. Whatever is not accepted is reported at once.</summary>
    private IReadOnlyList<GenerationRequest> Requests(ParseResult parsed, GenerationRequest? origin, Recipe? chosen)
    {
        var errors = new OptionErrors();
        var given = origin is null ? prompts.Read(parsed) : prompts.ReadOptional(parsed);
        IReadOnlyList<string> texts = given.Count > 0 ? given : [origin!.Prompt];
        var plain = RecipeOption.ApplyTo(origin ?? new GenerationRequest { Prompt = texts[0] }, chosen);
        var drawn = errors.Try(() => picture.Read(parsed, plain), plain);
        var batch = errors.Try(() => number.Read(parsed, drawn), drawn);
        var merged = batch with { Merge = errors.Try(() => merge.Read(parsed, plain.Merge), MergeOptions.None) };
        var requests = errors.Try(() => number.Series(parsed, texts.Select(t => merged with { Prompt = t })), []);
        errors.ThrowIfAny();
        return requests;
    }

    private void Write(ParseResult parsed, Terminal terminal, PlannedRun planned, GenerationResult result)
    {
        foreach (var warning in result.Warnings)
        {
            terminal.Warn(OptionSpelling.InAdvice(warning));
        }

        var files = output.Files(parsed, terminal);
        var run = planned with
        {
            Pictures = [.. planned.Pictures.Select((path, i) => files.Save(path, result, i))],
            Latents = planned.Latents is null ? null : files.SaveLatents(planned.Latents, result.Latents),
        };
        for (var i = 0; i < run.Pictures.Count; i++)
        {
            if (run.Pictures[i] != PictureFiles.StandardOutput)
            {
                terminal.Result(output.WantsJson(parsed) ? new PictureRecord(result, i, run).ToJson() : Line(run.Pictures[i], result));
            }
        }
    }

    private static string Prompt(GenerationRequest request) => Terminal.OneLine(request.Prompt) is { Length: > 0 } line ? line : "(empty prompt)";

    private static string Title(GenerationRequest request) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prompt(request)} (seed {request.Seed})");

    private static string Line(string path, GenerationResult result)
    {
        var merged = result.Statistics.MergedShare > 0 ? $", {Numbers.Share(result.Statistics.MergedShare)} of the tokens merged" : "";
        return $"{path}: {Prompt(result.Request)}, {Numbers.Duration(result.Elapsed)}{merged}";
    }
}
