using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Running;

namespace CaToMe.Commands;

/// <summary>Draws prompts under several merge settings with the same seeds, and says of each how fast it was and
/// how close to the picture without merging.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "TokenMerging")]
[OutputType(typeof(TokenMergingMeasurement))]
public sealed class MeasureTokenMergingCommand : PictureCommand
{
    private readonly MeasurementPlan plan = new();
    private readonly Dictionary<DiffusionModel, MergeMeasurement> measurements = [];
    private RecordBinder binder = null!;
    private MeasurementOptions options = null!;
    private bool hasRecords;

    /// <summary>What to draw.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Prompt]
    public string[]? Prompt { get; set; }

    /// <summary>The settings: short texts such as catome:0.95, hashtables, or what New-TokenMergingOption returns.
    /// The baseline without merging is always measured, first.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("TokenMerging")]
    [TokenMerging]
    [ArgumentCompleter(typeof(MergeCompleter))]
    public MergeOptions[]? Merge { get; set; }

    /// <summary>A prompt; with -Prompt, a setting: merge options, a short text, a threshold;
    /// or an object or hashtable with settings by the names of the parameters, which is one measurement.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Seed of the first picture of each prompt; random draws one. Default 42.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seed]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public long? Seed { get; set; }

    /// <summary>Timed runs per prompt and setting: the median counts. Default 1.</summary>
    [Parameter]
    [Number(IsWhole = true)]
    public int Repeat { get; set; } = 1;

    /// <summary>Compare with the converged picture (50 steps of dpm++2m) instead of the baseline's, and measure fewer steps that take as long as
    /// the last setting too.</summary>
    [Parameter]
    public SwitchParameter Converged { get; set; }

    /// <summary>Leave out the first, short run of each setting, which is not counted.</summary>
    [Parameter]
    public SwitchParameter NoWarmUp { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        binder = new RecordBinder(this);
        try
        {
            options = new MeasurementOptions { Repeats = Repeat, WarmUp = !NoWarmUp, Converged = Converged }.Validate();
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, Repeat));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
        {
            hasRecords = true;
            Plan(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!hasRecords)
        {
            Plan(null);
        }

        var progress = new DrawingProgress(this, "Measuring token merging");
        var (done, all) = (0, plan.Pictures.Sum(p => p.Settings.Count));
        WriteVerbose($"Measuring {plan.Pictures.Count} pictures, {all} with those under each setting, {Repeat} runs each.");
        foreach (var picture in plan.Pictures)
        {
            try
            {
                Measure(picture, progress, done, all);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception e) when (e is CaToMeException or ObjectDisposedException)
            {
                WriteError(e, picture.Target);
            }

            done += picture.Settings.Count;
        }

        progress.End();
    }

    /// <summary>Plans what the command line and the record say.</summary>
    private void Plan(PSObject? input)
    {
        try
        {
            var record = new MeasurementRecord(this, binder);
            record.Bind(input);
            var (width, height) = PictureSize.InForce(binder, Size, Width, Height);
            var requests = record.Prompts
                .SelectMany(prompt => (RequestOf(prompt) with { Width = width, Height = height }).Series(Count ?? 1)).ToList();
            plan.Add(ModelOf(record.Model, binder), requests, record.Settings, input ?? (object?)Prompt);
        }
        catch (CaToMeException e)
        {
            WriteError(e, input ?? (object?)Prompt);
        }
        finally
        {
            binder.Restore();
        }
    }

    private void Measure(MeasurementPlan.Picture picture, DrawingProgress progress, int done, int all)
    {
        if (!measurements.TryGetValue(picture.Model, out var measurement))
        {
            measurements[picture.Model] = measurement = new MergeMeasurement(picture.Model.Pipeline);
        }

        var next = 0;
        EnginePump.Run((post, token) =>
        {
            Announce(post);
            var shown = new PostedProgress<GenerationProgress>(post, progress.Show);
            foreach (var record in measurement.Run([picture.Request], picture.Settings, options, shown, token))
            {
                post(() =>
                {
                    WriteWarnings(record.Result.Warnings);
                    WriteObject(new TokenMergingMeasurement(record, picture.Model.Name));
                });
                Announce(post);
            }
        }, StopToken);

        void Announce(Action<Action> post)
        {
            if (next < picture.Settings.Count)
            {
                var (number, title) = (done + next, $"{picture.Settings[next].Label}: {picture.Request.Prompt}");
                next++;
                post(() => progress.Begin(title, number, all));
            }
        }
    }
}
