using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Commands;
using CaToMe.Errors;
using CaToMe.Figures;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Reporting;
using CaToMe.Shell;
using CaToMe.Studies;

namespace CaToMe.Running;

/// <summary>What figures are drawn of: measurements, pictures and pair statistics of this session, and what files keep of them.</summary>
internal sealed class FigureData
{
    private readonly List<SavedRecord> measurements = [];
    private readonly List<(string Setting, string Block, int Call, double Value)> distances = [];

    /// <summary>Measurements with their pictures.</summary>
    internal List<MergeMeasurementRecord> Pictures { get; } = [];

    /// <summary>Runs with their statistics.</summary>
    internal List<MergeRun> Runs { get; } = [];

    /// <summary>Times and qualities.</summary>
    internal List<MeasuredPoint> Points { get; } = [];

    /// <summary>Pictures of a study.</summary>
    internal List<StudyRow> Rows { get; } = [];

    /// <summary>The results folder of <see cref="Rows"/>.</summary>
    internal string Study { get; private set; } = "";

    /// <summary>Calls of a study, added up.</summary>
    internal CallTotals Calls { get; } = new();

    /// <summary>Whether nothing was taken.</summary>
    internal bool IsEmpty { get; private set; } = true;

    /// <summary>Takes a record.</summary>
    /// <exception cref="CaToMeException">No figure shows it.</exception>
    internal void Take(PSObject input)
    {
        var record = new SavedRecord(input);
        switch (input.BaseObject)
        {
            case DiffusionImage image:
                Runs.Add(new MergeRun(image));
                break;
            case TokenMergingMeasurement measurement:
                Runs.Add(new MergeRun(measurement));
                Pictures.Add(measurement.Record);
                TakeMeasurement(record);
                break;
            case StudyImage image:
                TakeStudy(image);
                break;
            case TokenMergingStudySetting setting:
                TakeSetting(setting);
                break;
            case PairCacheCall { Row: { } call }:
                Calls.Add(call);
                break;
            case var _ when record.Has("Setting", "Block", "Call", "Computed"):
                TakeDistance(record);
                break;
            case var _ when record.Has("Setting", "Elapsed", "SpeedUp"):
                TakeMeasurement(record);
                break;
            default:
                throw new CommandException(
                    ErrorIds.InputNotAccepted, ErrorCategory.InvalidType, $"{input} is no measurement, no picture with statistics and no pair statistics.",
                    "Pipe what Measure-TokenMerging, New-DiffusionImage -CollectStatistics, Get-PairCacheStats (without -Summary) or "
                    + "Import-TokenMergingStudy returned. Of a file, the columns Setting, Elapsed, SpeedUp and Psnr make a measurement, and "
                    + "Setting, Block, Call, Computed and JaccardDistance pair statistics.");
        }

        IsEmpty = false;
    }

    /// <summary>Takes a study's results folder, as much of it as a figure needs.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="kind">The figure.</param>
    /// <exception cref="CaToMeException">It is not there, or cannot be read.</exception>
    internal void TakeStudy(string folder, FigureKind kind)
    {
        var results = StudyResults.Of(folder);
        (Study, IsEmpty) = (folder, false);
        Rows.AddRange(results.Rows());
        foreach (var call in kind is FigureKind.Jaccard or FigureKind.Similarities ? results.Calls() : [])
        {
            Calls.Add(call);
        }
    }

    /// <summary>How a study's setting merged tokens; null where that is not known.</summary>
    internal MergeOptions? MergeOf(string setting) => Rows.Find(row => row.Setting == setting) is { } row ? MergeOptions.Parse(row.Merge)
        : MergeNotation(setting);

    private static MergeOptions? MergeNotation(string setting)
    {
        try
        {
            return MergeLabels.FromNotation(setting).Options;
        }
        catch (OptionException)
        {
            return null;
        }
    }

    /// <summary>Jaccard distances, setting by setting.</summary>
    internal IReadOnlyList<IGrouping<string, (string Setting, string Block, int Call, double Value)>> Distances() =>
    [
        .. distances.Concat(Runs.SelectMany(run => PairDistance.Of(run.Statistics)
            .SelectMany(d => d.PerSample.Select(value => (run.Setting, d.Block, d.Call, value))))).GroupBy(d => d.Setting),
    ];

    /// <summary>Conditions that the measurements do not share, though a setting's mean is over all of them: such as <c>Steps (10, 20)</c>.</summary>
    internal IEnumerable<string> Differences() =>
        from name in new[] { "Model", "Device", "Dtype", "Size", "Steps", "Sampler", "GuidanceScale", "ClipSkip", "Batch" }
        let values = measurements.Select(m => m.Text(name)).OfType<string>().Distinct().ToList()
        where values.Count > 1
        select $"{name} ({string.Join(", ", values)})";

    private void TakeMeasurement(SavedRecord record)
    {
        var (elapsed, speedUp) = (record.Time("Elapsed"), record.Number("SpeedUp"));
        var psnr = record.Has("Psnr") ? record.Number("Psnr") : double.PositiveInfinity; // a study's setting has none where its pictures are the baseline's
        if (elapsed is null || speedUp is null || psnr is null)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidData,
                $"Elapsed is {record.Text("Elapsed")}, SpeedUp is {record.Text("SpeedUp")}, Psnr is {record.Text("Psnr")}: one of these is not understood.",
                "A time is written 0:00:05.48, and the others are numbers.");
        }

        Points.Add(new MeasuredPoint(SettingOf(record), elapsed.Value.TotalSeconds, speedUp.Value, psnr.Value));
        measurements.Add(record);
    }

    /// <summary>How tokens were merged, as the setting's name says; where that is free, as in studies, as the column Merge does.</summary>
    private static MergeSetting SettingOf(SavedRecord record)
    {
        var name = record.Text("Setting")!;
        try
        {
            return MergeLabels.FromNotation(name);
        }
        catch (OptionException) when (record.Has("Merge"))
        {
            return new MergeSetting(name, MergeOptions.Parse(record.Text("Merge")!));
        }
    }

    private void TakeStudy(StudyImage image)
    {
        if (Rows.Count > 0 && image.Study != Study)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidArgument, $"{image} is of {image.Study}, and the pictures before are of {Study}.",
                "Draw a figure of one study, or put both together with Export-TokenMergingStudy.");
        }

        Study = image.Study;
        Rows.Add(image.Row);
    }

    private void TakeSetting(TokenMergingStudySetting setting)
    {
        if (setting.SpeedUp is not { } speedUp)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidData,
                $"The setting {setting.Setting} has no pictures of the setting {MergeSetting.Baseline} to compare with.",
                "Times and quality are shown beside the baseline's: draw a study with a setting of that name.");
        }

        Points.Add(new MeasuredPoint(
            new MergeSetting(setting.Setting, setting.Merge), setting.Elapsed.TotalSeconds, speedUp, setting.Psnr ?? double.PositiveInfinity));
    }

    private void TakeDistance(SavedRecord record)
    {
        if (record.Number("Call") is { } call && record.Number("JaccardDistance") is { } value)
        {
            distances.Add((record.Text("Setting")!, record.Text("Block")!, (int)call, value));
        }
    }
}
