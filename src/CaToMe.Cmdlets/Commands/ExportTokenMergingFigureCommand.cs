using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Reporting;
using CaToMe.Running;
using CaToMe.Runtime;

namespace CaToMe.Commands;

/// <summary>Draws a figure of measurements or of pair statistics.</summary>
[Cmdlet(VerbsData.Export, "TokenMergingFigure", SupportsShouldProcess = true, DefaultParameterSetName = InputSet)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTokenMergingFigureCommand : EngineCommand
{
    private const string InputSet = "Input", StudySet = "Study";
    private readonly FigureData data = new();

    /// <summary>The file, .png or .svg, its name taken as it is.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [Alias("LiteralPath", "FilePath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Records of Measure-TokenMerging or Get-PairCacheStats, of this session or from a file, pictures of New-DiffusionImage
    /// -CollectStatistics, or records of Import-TokenMergingStudy.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>A study's results folder, its name taken as it is.</summary>
    [Parameter(ParameterSetName = StudySet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Study { get; set; }

    /// <summary>Which figure. Default: of measurements and studies the grid, of measurements from a file the times; of pictures and pair statistics the
    /// Jaccard distances.</summary>
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
        if (!TakeStudy() || data.IsEmpty)
        {
            return;
        }

        try
        {
            var target = new FileTarget(Force, NoClobber);
            var file = target.Check(FileSystemPath.Resolve(this, Path));
            var taken = target.Taken(File.Exists(file));
            var kind = Kind ?? (data.Pictures.Count + data.Rows.Count > 0 ? FigureKind.Grid : data.Points.Count > 0 ? FigureKind.Times : FigureKind.Jaccard);
            RequireEnding(kind, file);
            if (ShouldProcess(file, $"Write the figure {kind}"))
            {
                var written = FileTarget.Report(this, file, Write(Draw(kind), file, taken));
                WriteObject(InvokeProvider.Item.Get([written], force: true, literalPath: true), enumerateCollection: true);
            }
        }
        catch (Exception e) when (e is CaToMeException or OperationCanceledException)
        {
            WriteError(e, Study ?? Path);
        }
    }

    private bool TakeStudy()
    {
        try
        {
            if (Study is not null)
            {
                data.TakeStudy(FileSystemPath.Resolve(this, Study), Kind ?? FigureKind.Grid);
            }

            return true;
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.OfStudy(e, Study));
            return false;
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
        if (data.Rows.Count > 0)
        {
            return StudyGrid();
        }

        if (data.Pictures.Count == 0)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, "The figure Grid shows pictures of measurements, and none were given.",
                "Pipe what Measure-TokenMerging returned in this session (files of records keep no pictures), give -Study, or another -Kind.");
        }

        var (grid, description) = (ComparisonGrid.Draw(data.Pictures), ComparisonGrid.Describe(data.Pictures));
        var prompts = data.Pictures.Select(p => p.Baseline).Distinct().Count() - ComparisonGrid.Complete(data.Pictures).Count;
        if (prompts > 0)
        {
            WriteWarning($"{prompts} of the prompts are left out of the grid: they were not measured under every setting.");
        }

        return (file, taken) => PngFile.Save(file, grid, description, taken);
    }

    /// <summary>The comparison grid of a study's pictures.</summary>
    private Func<string, NameTaken, string> StudyGrid()
    {
        var leftOut = new List<string>();
        var fidelity = Fidelity.Of(data.Study, data.Rows, null, null, StopToken);
        var grid = ReportGrid.Of(data.Study, data.Rows, SettingSummary.Of(data.Rows, fidelity), fidelity, leftOut)
            ?? throw new CaToMeException(leftOut[^1]);
        leftOut.ForEach(line => WriteWarning($"Left out. {line}"));
        return (file, taken) => PngFile.Save(file, grid.Image, grid.Text, taken);
    }

    private List<MeasuredPoint> Points(FigureKind kind)
    {
        if (data.Rows.Count > 0)
        {
            foreach (var summary in SettingSummary.Of(data.Rows, Fidelity.Of(data.Study, data.Rows, null, null, StopToken)))
            {
                data.Take(new PSObject(new TokenMergingStudySetting(summary, data.Study)));
            }
        }

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
        if (data.Calls.All.Where(t => t.Distances > 0).GroupBy(t => t.Setting).ToList() is { Count: > 0 } studied)
        {
            WarnOfOthers([.. studied.Select(s => s.Key)]);
            return MergeFigures.JaccardOfMeans(studied[0].Select(t => (t.Block, t.Call, t.MeanDistance, t.Deviation)));
        }

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
        if (data.Calls.All.Where(t => t.Measured > 0).GroupBy(t => t.Setting).ToList() is { Count: > 0 } studied)
        {
            return StudySimilarities(studied);
        }

        var runs = RunsWithPairs(FigureKind.Similarities);
        var merge = runs.Find(r => Threshold is not null || r.Merge.Method == MergeMethod.CaToMe)?.Merge ?? throw new OptionException("Threshold", null,
            "none of the pictures was drawn with one: give the similarity from which tokens count as merged, from -1 to 1.");
        var threshold = (merge with { Threshold = Threshold ?? merge.Threshold }).Validate().EffectiveThreshold;
        var settings = runs.GroupBy(r => r.Merge).OrderBy(s => s.Key != merge).ToList();
        WarnOfOthers([.. settings.Select(s => s.First().Setting)]);
        return MergeFigures.SimilarityHistogram(new MergeStatistics([.. settings[0].SelectMany(r => r.Statistics.Calls)]), threshold);
    }

    /// <summary>The same of a study, whose similarities are counted in bins, beside ToMe's cut.</summary>
    private Figure StudySimilarities(List<IGrouping<string, CallTotal>> settings)
    {
        var shown = settings.Find(s => Threshold is not null || data.MergeOf(s.Key)?.Method == MergeMethod.CaToMe) ?? throw new OptionException(
            "Threshold", null, "the records do not say one: give the similarity from which tokens count as merged, from -1 to 1, or -Study.");
        var merge = data.MergeOf(shown.Key) ?? MergeOptions.None;
        WarnOfOthers([shown.Key, .. settings.Where(s => s != shown).Select(s => s.Key)]);
        return new CallHistogram([.. shown]).Draw(
            $"Similarity of source tokens to their best destination: {shown.Key}",
            (merge with { Threshold = Threshold ?? merge.Threshold }).Validate().EffectiveThreshold, new MergeOptions().Ratio);
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
