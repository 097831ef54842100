using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Figures;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Running;
using CaToMe.Runtime;

namespace CaToMe.Commands;

/// <summary>Draws a figure of measurements or of pair statistics.</summary>
[Cmdlet(VerbsData.Export, "TokenMergingFigure", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTokenMergingFigureCommand : PSCmdlet
{
    private readonly List<MergeMeasurementRecord> records = [];
    private readonly List<(MergeOptions Merge, MergeStatistics Statistics)> runs = [];

    /// <summary>The file, .png or .svg, its name taken as it is.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Records of Measure-TokenMerging, or pictures of New-DiffusionImage -CollectStatistics.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Which figure. Default: the grid; of pictures the Jaccard distances.</summary>
    [Parameter(Position = 1)]
    public FigureKind? Kind { get; set; }

    /// <summary>For the histogram: the similarity from which tokens count as merged. Default: that of the first run by CA-ToMe.</summary>
    [Parameter]
    [Number]
    public double? Threshold { get; set; }

    /// <summary>Replace a write-protected file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leave an existing file as it is: an error.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var input in InputObject)
        {
            switch (input.BaseObject)
            {
                case TokenMergingMeasurement measurement:
                    records.Add(measurement.Record);
                    runs.Add((measurement.Merge, measurement.Record.Result.Statistics));
                    break;
                case DiffusionImage image:
                    runs.Add((image.Merge, image.Statistics));
                    break;
                default:
                    WriteError(ErrorRecords.Record(
                        ErrorIds.InputNotAccepted, ErrorCategory.InvalidType, input, $"{input} is no measurement and no picture.",
                        "Pipe what Measure-TokenMerging or New-DiffusionImage returned, not what was read from a file."));
                    break;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (runs.Count == 0)
        {
            return;
        }

        try
        {
            var target = new FileTarget(Force, NoClobber);
            var file = target.Check(FileSystemPath.Resolve(this, Path));
            var taken = target.Taken(File.Exists(file));
            var kind = Kind ?? (records.Count > 0 ? FigureKind.Grid : FigureKind.Jaccard);
            if (ShouldProcess(file, $"Write the figure {kind}"))
            {
                var written = FileTarget.Report(this, file, Save(kind, file, taken));
                WriteObject(InvokeProvider.Item.Get([written], force: true, literalPath: true), enumerateCollection: true);
            }
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Of(e, Path));
        }
    }

    private string Save(FigureKind kind, string file, NameTaken taken)
    {
        var ending = System.IO.Path.GetExtension(file).ToLowerInvariant();
        if (ending != ".png" && (ending != ".svg" || kind == FigureKind.Grid))
        {
            throw new OptionException("Path", file,
                kind == FigureKind.Grid ? "a grid of pictures is written as .png." : "a figure is written as .png or .svg.");
        }

        if (Threshold is not null && kind != FigureKind.Similarities)
        {
            WriteWarning($"-Threshold has no effect with -Kind {kind}: it belongs to Similarities.");
        }

        if (kind == FigureKind.Grid)
        {
            return ComparisonGrid.Save(file, Records(kind), taken);
        }

        var figure = kind switch
        {
            FigureKind.Times => MergeFigures.Times(Records(kind)),
            FigureKind.Quality => MergeFigures.QualityAgainstSpeed(Records(kind)),
            FigureKind.Jaccard => MergeFigures.JaccardByCall([.. WithPairs().Select(r => r.Statistics)]),
            _ => Similarities(),
        };
        return figure.Save(file, taken);
    }

    /// <summary>The similarities of the first run that has a threshold; with -Threshold, of the first run.</summary>
    private Figure Similarities()
    {
        var runs = WithPairs();
        var (merge, statistics) = runs.Find(r => Threshold is not null || r.Merge.Method == MergeMethod.CaToMe);
        return merge is null
            ? throw new OptionException("Threshold", null,
                "none of the pictures was drawn with one: give the similarity from which tokens count as merged, from -1 to 1.")
            : MergeFigures.SimilarityHistogram(statistics, (merge with { Threshold = Threshold ?? merge.Threshold }).Validate().EffectiveThreshold);
    }

    private List<MergeMeasurementRecord> Records(FigureKind kind) => records.Count > 0 ? records : throw new CommandException(
        ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument,
        $"The figure {kind} shows measurements, and none were given.",
        "Pipe what Measure-TokenMerging returned, or give another -Kind.");

    private List<(MergeOptions Merge, MergeStatistics Statistics)> WithPairs() =>
        runs.Where(r => r.Statistics.Calls.Any(c => c.Pairs is not null)).ToList() is { Count: > 0 } collected ? collected : throw new CommandException(
            ErrorIds.NoStatistics, ErrorCategory.ObjectNotFound,
            "No token pairs were kept.",
            "Add -CollectStatistics to the command that drew, and merge, such as with -Merge catome:0.95.");
}
