using System.Management.Automation;
using CaToMe.Requests;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Running;
using CaToMe.Settings;

namespace CaToMe.Commands;

/// <summary>What the pair cache did, per block and U-Net call: of a picture that was drawn, or of one drawn for it.</summary>
[Cmdlet(VerbsCommon.Get, "PairCacheStats", DefaultParameterSetName = ImageSet)]
[OutputType(typeof(PairCacheCall), typeof(PairCacheSummary))]
public sealed class GetPairCacheStatsCommand : EngineCommand
{
    private const string ImageSet = "Image", MeasurementSet = "Measurement", PromptSet = "Prompt";

    /// <summary>Pictures that New-DiffusionImage -CollectStatistics drew.</summary>
    [Parameter(ParameterSetName = ImageSet, Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public DiffusionImage[] Image { get; set; } = [];

    /// <summary>Records of Measure-TokenMerging -CollectStatistics. Those without merging are passed over.</summary>
    [Parameter(ParameterSetName = MeasurementSet, Mandatory = true, ValueFromPipeline = true)]
    public TokenMergingMeasurement[] Measurement { get; set; } = [];

    /// <summary>What to draw for the statistics. No file is written.</summary>
    [Parameter(ParameterSetName = PromptSet, Mandatory = true)]
    public string[] Prompt { get; set; } = [];

    /// <summary>How tokens are merged. Default: CA-ToMe, as is recommended for the model.</summary>
    [Parameter(ParameterSetName = PromptSet)]
    [Alias("TokenMerging")]
    [TokenMerging]
    [ArgumentCompleter(typeof(MergeCompleter))]
    public MergeOptions? Merge { get; set; }

    /// <inheritdoc cref="GenerationRequest.Seed"/>
    [Parameter(ParameterSetName = PromptSet)]
    [Seed]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public long? Seed { get; set; }

    /// <inheritdoc cref="GenerationRequest.Steps"/>
    [Parameter(ParameterSetName = PromptSet)]
    [Number(IsWhole = true)]
    public int? Steps { get; set; }

    /// <inheritdoc cref="GenerationRequest.GuidanceScale"/>
    [Parameter(ParameterSetName = PromptSet)]
    [Alias("Guidance", "CfgScale")]
    [Number]
    public double? GuidanceScale { get; set; }

    /// <inheritdoc cref="GenerationRequest.Sampler"/>
    [Parameter(ParameterSetName = PromptSet)]
    [Alias("Scheduler")]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? Sampler { get; set; }

    /// <summary>Width and height, such as 512x512. Default: the model's.</summary>
    [Parameter(ParameterSetName = PromptSet)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public ImageSize? Size { get; set; }

    /// <summary>A loaded model, its name, or a path. Default: the embedded model.</summary>
    [Parameter(ParameterSetName = PromptSet)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public ModelReference? Model { get; set; }

    /// <summary>One object per block instead of one per block and call.</summary>
    [Parameter]
    public SwitchParameter Summary { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == PromptSet)
        {
            DrawAndReport();
            return;
        }

        foreach (var measurement in Measurement.Where(m => m.Merge.Method != MergeMethod.None))
        {
            Report(new MergeRun(measurement), measurement);
        }

        foreach (var image in Image)
        {
            Report(new MergeRun(image), image);
        }
    }

    private void DrawAndReport()
    {
        var model = RequireModel(Model);
        var merge = Merge ?? new MergeOptions { Method = MergeMethod.CaToMe };
        var progress = new DrawingProgress(this, "Drawing for statistics");
        foreach (var prompt in Prompt)
        {
            try
            {
                progress.Begin(prompt, Array.IndexOf(Prompt, prompt), Prompt.Length);
                var result = Draw(model, RequestOf(prompt) with { Merge = merge, CollectPairs = true }, progress);
                WriteWarnings(result.Warnings);
                Report(new MergeRun(prompt, result.Request.Seed, result.Request.Merge, result.Statistics), prompt);
            }
            catch (Exception e) when (e is CaToMeException or OperationCanceledException or ObjectDisposedException)
            {
                WriteError(e, prompt);
            }
        }

        progress.End();
    }

    private void Report(MergeRun run, object source)
    {
        if (run.Statistics.Calls.Count == 0)
        {
            WriteError(ErrorRecords.Record(
                ErrorIds.NoStatistics, ErrorCategory.ObjectNotFound, source, $"Nothing was merged ({run.Merge}): there are no statistics.",
                "Draw with -Merge catome:0.95 or another setting at which the model's blocks merge."));
            return;
        }

        if (!run.HasPairs)
        {
            WriteWarnings(["The picture was drawn without -CollectStatistics: there are counts, but no Jaccard distances and no similarities."]);
        }

        var reports = BlockCallReport.Of(run.Statistics);
        IEnumerable<object> rows = Summary
            ? BlockSummary.Of(reports).Select(block => new PairCacheSummary(run, block))
            : reports.Select(call => new PairCacheCall(run, call));
        WriteObject(rows, enumerateCollection: true);
    }
}
