using System.CommandLine;
using System.Globalization;
using CaToMe.Measuring;
using CaToMe.Models;
using CaToMe.Recipes;
using CaToMe.Settings;
using CaToMe.Shell;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome compare PROMPT...</c>: the paper's first figure for any prompts.</summary>
internal sealed class CompareCommand : ToolCommand
{
    private readonly PromptArgument prompts = new();
    private readonly ComparisonOptionGroup comparison = new();
    private readonly PictureOptionGroup picture = new();
    private readonly ModelOptionGroup model = new();
    private readonly GridOptionGroup output = new();

    internal CompareCommand() : base(
        "compare", "Draw prompts without merging, with ToMe and with CA-ToMe: a picture that shows them side by side, and a table of times.")
    {
        Add(prompts);
        Add(prompts.PromptFile);
        Add(comparison, picture, model, output);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("Three prompts, into comparison.png:", "catome compare \"a butterfly on a yellow background\" \"a house\" \"a red apple\""),
        ("A stricter threshold, timed three times:", "catome compare \"a rocket\" --threshold 0.97 --repeats 3 --out strict.png"),
        ("What merging is up against: fewer steps, and a recipe:", "catome compare \"a rocket\" --converged --recipe balanced"),
        ("Pairs computed at every U-Net call, as records for a script:", "catome compare \"a rocket\" --checkpoints all --json"),
    ];

    private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var errors = new OptionErrors();
        var requests = errors.Try(() => prompts.Read(parsed).Select(p => picture.Read(parsed, p)).ToList(), []);
        var options = errors.Try(() => comparison.Read(parsed), []);
        var measurement = errors.Try(() => comparison.Measurement(parsed), new MeasurementOptions());
        var recipe = errors.Try(() => comparison.Recipe(parsed), null);
        errors.ThrowIfAny();
        foreach (var warning in picture.WithoutEffect(parsed, requests[0]).Concat(comparison.WithoutEffect(parsed)))
        {
            terminal.Warn(warning);
        }

        var path = output.Plan(parsed, requests);
        using var pipeline = model.Load(parsed, new PipelineOptions(), terminal, cancellationToken);
        List<MergeSetting> settings = [.. options.Select(o => MergeLabels.InWords(o.FilledFrom(pipeline.Model.RecommendedMerge)))];
        if (recipe is not null)
        {
            settings.Insert(1, MergeSetting.Of(recipe));
            Warn(terminal, recipe, pipeline.Model);
        }

        var records = new List<MergeMeasurementRecord>();
        try
        {
            var shown = new RunProgress(terminal, RunsOf(settings.Count, measurement) * requests.Count);
            await shown.Show("", progress => Task.Run(() =>
            {
                foreach (var record in new MergeMeasurement(pipeline).Run(requests, settings, measurement, progress, cancellationToken))
                {
                    records.Add(record);
                }

                return records.Count;
            }, CancellationToken.None));
        }
        catch when (records.Count > 0)
        {
            Show(parsed, terminal, records, path: null);
            terminal.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"Measured before that: {records.Count} of {requests.Count * settings.Count} pictures. No comparison was written."));
            throw;
        }

        Show(parsed, terminal, records, output.Files(parsed, terminal).SaveGrid(path, records));
        return ExitCode.Done;
    }

    /// <summary>Pictures drawn for a prompt: fewer steps and the converged picture among them.</summary>
    private static int RunsOf(int settings, MeasurementOptions measurement) => measurement.Converged
        ? ((settings + 1) * measurement.Repeats) + 1 : settings * measurement.Repeats;

    private static void Warn(Terminal terminal, Recipe recipe, ModelInfo model)
    {
        if (recipe.WarningFor(model) is { } warning)
        {
            terminal.Warn(warning);
        }

        if (recipe.WarningForType(model.Dtype) is { } otherType)
        {
            terminal.Warn($"{otherType} Everything here is drawn in one type: --dtype {recipe.Dtype} takes the recipe's.");
        }
    }

    /// <summary>Shows what was measured.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="records">All, or those before the end.</param>
    /// <param name="path">The picture's file; null where none was written.</param>
    private void Show(ParseResult parsed, Terminal terminal, IReadOnlyList<MergeMeasurementRecord> records, string? path)
    {
        foreach (var record in records)
        {
            foreach (var warning in record.Result.Warnings)
            {
                terminal.Warn(OptionSpelling.InAdvice(record.Baseline.Warnings.Contains(warning) ? warning : $"{record.Setting.Label}: {warning}"));
            }
        }

        if (output.WantsJson(parsed))
        {
            foreach (var record in records)
            {
                terminal.Result(new ComparisonRecord(record, path).ToJson());
            }

            return;
        }

        terminal.Result(ComparisonTable.Of(records));
        if (path is not null)
        {
            terminal.Result(path);
        }
    }
}
