using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Running;
using CaToMe.Settings;
using CaToMe.Shell;

namespace CaToMe.Commands;

/// <summary>Draws prompts under several merge settings with the same seeds, and says of each how fast it was and
/// how close to the picture without merging.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "TokenMerging")]
[OutputType(typeof(TokenMergingMeasurement))]
public sealed class MeasureTokenMergingCommand : EngineCommand
{
    private readonly List<string> prompts = [];
    private readonly List<MergeOptions> settings = [];
    private RecordBinder binder = null!;
    private bool refused;

    /// <summary>What to draw.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[]? Prompt { get; set; }

    /// <summary>The settings: short texts such as catome:0.95, hashtables, or what New-TokenMergingOption returns.
    /// The baseline without merging is always measured, first.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [TokenMerging]
    [ArgumentCompleter(typeof(MergeCompleter))]
    public MergeOptions[]? Merge { get; set; }

    /// <summary>A prompt; with -Prompt, a setting: merge options, a short text, a threshold;
    /// or an object with properties Prompt and Merge. Each prompt is measured under each setting.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc cref="GenerationRequest.NegativePrompt"/>
    [Parameter]
    [Alias("Negative")]
    public string NegativePrompt { get; set; } = "";

    /// <summary>Seed of the first picture of each prompt. Default 42.</summary>
    [Parameter]
    [Number(IsWhole = true)]
    public long? Seed { get; set; }

    /// <summary>Pictures per prompt, with the seeds Seed, Seed + 1 and so on. Default 1.</summary>
    [Parameter]
    [Number(IsWhole = true)]
    public int Count { get; set; } = 1;

    /// <inheritdoc cref="GenerationRequest.Steps"/>
    [Parameter]
    [Number(IsWhole = true)]
    public int? Steps { get; set; }

    /// <inheritdoc cref="GenerationRequest.GuidanceScale"/>
    [Parameter]
    [Alias("Guidance", "CfgScale")]
    [Number]
    public double? GuidanceScale { get; set; }

    /// <inheritdoc cref="GenerationRequest.Sampler"/>
    [Parameter]
    [Alias("Scheduler")]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? Sampler { get; set; }

    /// <summary>Width and height, such as 512x512. Default: the model's.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public ImageSize? Size { get; set; }

    /// <summary>A loaded model, its name, or a path. Default: the embedded model.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public ModelReference? Model { get; set; }

    /// <summary>Timed runs per prompt and setting: the median counts. Default 1.</summary>
    [Parameter]
    [Number(IsWhole = true)]
    public int Repeat { get; set; } = 1;

    /// <summary>Leave out the first, short run of each setting, which is not counted.</summary>
    [Parameter]
    public SwitchParameter NoWarmUp { get; set; }

    /// <inheritdoc cref="GenerationRequest.CollectPairs"/>
    [Parameter]
    public SwitchParameter CollectStatistics { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        binder = new RecordBinder(this);
        prompts.AddRange(binder.IsFixed(nameof(Prompt)) ? Prompt! : []);
        settings.AddRange(binder.IsFixed(nameof(Merge)) ? Merge! : []);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        try
        {
            Collect(InputObject);
        }
        catch (CaToMeException e)
        {
            refused = true;
            WriteError(e, InputObject);
        }
        finally
        {
            binder.Restore();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (refused && (prompts.Count == 0 || settings.Count == 0))
        {
            return; // Nothing is left to measure of what was asked for, and the errors say why.
        }

        if (prompts.Count == 0)
        {
            ThrowTerminatingError(ErrorRecords.Record(
                ErrorIds.PromptMissing, ErrorCategory.InvalidArgument, null, "There is nothing to measure: no prompt was given.",
                "Give -Prompt, or pipe prompts."));
        }

        var model = RequireModel(Model);
        var distinct = settings.Prepend(MergeOptions.None)
            .Select(o => o.FilledFrom(model.Pipeline.Model.RecommendedMerge)).Distinct()
            .Select(MergeLabels.InNotation).ToList();
        var progress = new DrawingProgress(this, "Measuring token merging");
        try
        {
            var requests = prompts.SelectMany(p => RequestOf(p).Series(Count)).ToList();
            WriteVerbose($"Measuring {requests.Count} pictures under {distinct.Count} settings, {Repeat} runs each.");
            EnginePump.Run((post, token) => Measure(model, requests, distinct, progress, post, token), StopToken);
        }
        catch (Exception e) when (e is CaToMeException or OperationCanceledException or ObjectDisposedException)
        {
            WriteError(e, prompts);
        }

        progress.End();
    }

    /// <summary>Takes in a record: what the command line gave is there already.</summary>
    /// <exception cref="CaToMeException">It is no prompt and no setting.</exception>
    private void Collect(PSObject record)
    {
        foreach (var key in MergeOptionsReader.Untaken(record, binder.Bind(record)))
        {
            WriteWarning($"{key} is no setting that Measure-TokenMerging takes from a record, and has no effect.");
        }

        var ownPrompts = binder.IsFixed(nameof(Prompt)) ? null : Prompt; // the record's property, or what a script block made of it
        prompts.AddRange(ownPrompts ?? []);
        settings.AddRange(binder.IsFixed(nameof(Merge)) ? [] : Merge ?? []);
        switch (record.BaseObject)
        {
            case string or ValueType when ownPrompts is not null:
                break;
            case string text when Prompt is null:
                prompts.Add(text);
                break;
            case string or ValueType:
                settings.Add(MergeOptionsReader.ReadPiped(record, null));
                break;
            default:
                if (MergeOptionsReader.AsOptions(record) is { } options)
                {
                    settings.Add(options);
                }
                else if (Merge is null && MergeOptionsReader.HasMethod(record))
                {
                    settings.Add(MergeOptionsReader.ReadPart(record));
                }

                break;
        }
    }

    private void Measure(
        Models.DiffusionModel model, List<GenerationRequest> requests, List<MergeSetting> distinct,
        DrawingProgress progress, Action<Action> post, CancellationToken token)
    {
        var options = new MeasurementOptions { Repeats = Repeat, WarmUp = !NoWarmUp };
        var shown = new PostedProgress<GenerationProgress>(post, progress.Show);
        var titles = requests.SelectMany(r => distinct.Select(s => $"{s.Label}: {r.Prompt}")).ToList();
        var done = 0;
        Announce(0);
        foreach (var record in new MergeMeasurement(model.Pipeline).Run(requests, distinct, options, shown, token))
        {
            post(() =>
            {
                record.Result.Warnings.ToList().ForEach(WriteWarning);
                WriteObject(new TokenMergingMeasurement(record));
            });
            Announce(++done);
        }

        void Announce(int number)
        {
            if (number < titles.Count)
            {
                post(() => progress.Begin(titles[number], number, titles.Count));
            }
        }
    }
}
