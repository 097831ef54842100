using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Running;
using CaToMe.Runtime;

namespace CaToMe.Commands;

/// <summary>Draws a figure of measurements or of pair statistics.</summary>
[Cmdlet(VerbsData.Export, "TokenMergingFigure", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTokenMergingFigureCommand : PSCmdlet
{
    private readonly FigureData data = new();

    /// <summary>The file, .png or .svg, its name taken as it is.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Records of Measure-TokenMerging or Get-PairCacheStats, of this session or from a file, or pictures of New-DiffusionImage
    /// -CollectStatistics.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Which figure. Default: of measurements the grid, of those from a file the times; of pictures and pair statistics the Jaccard
    /// distances.</summary>
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
            try
            {
                data.Take(input);
            }
            catch (CaToMeException e)
            {
                WriteError(ErrorRecords.Of(e, input));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (data.IsEmpty)
        {
            return;
        }

        try
        {
            var target = new FileTarget(Force, NoClobber);
            var file = target.Check(FileSystemPath.Resolve(this, Path));
            var taken = target.Taken(File.Exists(file));
            var kind = Kind ?? (data.Pictures.Count > 0 ? FigureKind.Grid : data.Points.Count > 0 ? FigureKind.Times : FigureKind.Jaccard);
            RequireEnding(kind, file);
            if (ShouldProcess(file, $"Write the figure {kind}"))
            {
                var written = FileTarget.Report(this, file, Write(Draw(kind), file, taken));
                WriteObject(InvokeProvider.Item.Get([written], force: true, literalPath: true), enumerateCollection: true);
            }
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Of(e, Path));
        }
    }

    private static void RequireEnding(FigureKind kind, string file)
    {
        var ending = System.IO.Path.GetExtension(file).ToLowerInvariant();
        if (ending != ".png" && (ending != ".svg" || kind == FigureKind.Grid))
        {
            throw new OptionException("Path", file,
                kind == FigureKind.Grid ? "a grid of pictures is written as .png." : "a figure is written as .png or .svg.");
        }
    }

    private static string Write(Func<string, NameTaken, string> save, string file, NameTaken taken)
    {
        try
        {
            return save(file, taken);
        }
        catch (CaToMeException e)
        {
            throw new CommandException(ErrorIds.FileNotWritten, ErrorCategory.WriteError, e.Message, "Choose another -Path, or make room.", file);
        }
    }

    /// <summary>Draws the figure.</summary>
    /// <returns>What saves it.</returns>
    private Func<string, NameTaken, string> Draw(FigureKind kind)
    {
        if (Threshold is not null && kind != FigureKind.Similarities)
        {
            WriteWarning($"-Threshold has no effect with -Kind {kind}: it belongs to Similarities.");
        }

        try
        {
            return kind switch
            {
                FigureKind.Grid => Grid(),
                FigureKind.Times => MergeFigures.TimesOf(Points(kind)).Save,
                FigureKind.Quality => MergeFigures.QualityOf(Points(kind)).Save,
                FigureKind.Jaccard => Jaccard().Save,
                _ => Similarities().Save,
            };
        }
        catch (CaToMeException e) when (e is not (CommandException or OptionException or InvalidOptionsException))
        {
            throw new CommandException(ErrorIds.InputNotAccepted, ErrorCategory.InvalidData, e.Message, "Pipe other records, or give another -Kind.");
        }
    }

    private Func<string, NameTaken, string> Grid()
    {
        if (data.Pictures.Count == 0)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, "The figure Grid shows pictures of measurements, and none were given.",
                "Pipe what Measure-TokenMerging returned in this session: files of records keep no pictures. Or give another -Kind.");
        }

        var (grid, description) = (ComparisonGrid.Draw(data.Pictures), ComparisonGrid.Describe(data.Pictures));
        var prompts = data.Pictures.Select(p => p.Baseline).Distinct().Count() - ComparisonGrid.Complete(data.Pictures).Count;
        if (prompts > 0)
        {
            WriteWarning($"{prompts} of the prompts are left out of the grid: they were not measured under every setting.");
        }

        return (file, taken) => PngFile.Save(file, grid, description, taken);
    }

    private List<MeasuredPoint> Points(FigureKind kind)
    {
        if (data.Points.Count == 0)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, $"The figure {kind} shows measurements, and none were given.",
                "Pipe what Measure-TokenMerging returned, or give another -Kind.");
        }

        if (data.Differences().ToList() is { Count: > 0 } differences)
        {
            WriteWarning($"The measurements differ in {string.Join(", ", differences)}: the figure shows each setting's mean over them all.");
        }

        return data.Points;
    }

    private Figure Jaccard()
    {
        var settings = data.Distances();
        if (settings.Count == 0)
        {
            RunsWithPairs(FigureKind.Jaccard);
        }

        WarnOfOthers([.. settings.Select(s => s.Key)]);
        return MergeFigures.JaccardOf(settings.FirstOrDefault()?.Select(d => (d.Block, d.Call, d.Value)) ?? []);
    }

    /// <summary>The similarities of the first setting that has a threshold; with -Threshold, of the first setting.</summary>
    private Figure Similarities()
    {
        var runs = RunsWithPairs(FigureKind.Similarities);
        var merge = runs.Find(r => Threshold is not null || r.Merge.Method == MergeMethod.CaToMe)?.Merge ?? throw new OptionException("Threshold", null,
            "none of the pictures was drawn with one: give the similarity from which tokens count as merged, from -1 to 1.");
        var threshold = (merge with { Threshold = Threshold ?? merge.Threshold }).Validate().EffectiveThreshold;
        var settings = runs.GroupBy(r => r.Merge).OrderBy(s => s.Key != merge).ToList();
        WarnOfOthers([.. settings.Select(s => s.First().Setting)]);
        return MergeFigures.SimilarityHistogram(new MergeStatistics([.. settings[0].SelectMany(r => r.Statistics.Calls)]), threshold);
    }

    /// <summary>Says what a figure of one setting leaves out.</summary>
    /// <param name="settings">The setting shown, and the others.</param>
    private void WarnOfOthers(IReadOnlyList<string> settings)
    {
        if (settings.Count > 1)
        {
            WriteWarning($"The figure shows {settings[0]} alone. Pipe the records of one setting each for figures of {string.Join(", ", settings.Skip(1))}.");
        }
    }

    private List<MergeRun> RunsWithPairs(FigureKind kind)
    {
        var runs = data.Runs.FindAll(r => r.HasPairs);
        return runs.Count > 0 ? runs : throw new CommandException(
            ErrorIds.NoStatistics, ErrorCategory.ObjectNotFound,
            data.Runs.Count > 0 ? "No token pairs were kept." : $"The records hold nothing for the figure {kind}.",
            kind == FigureKind.Similarities
                ? "Pipe pictures or measurements of this session that were made with -CollectStatistics and merged: files and pair statistics keep no "
                    + "similarities of single tokens."
                : "Add -CollectStatistics to the command that drew, and merge, such as with -Merge catome:0.95.");
    }
}
