using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Figures;
using CaToMe.Measuring;
using CaToMe.Shell;

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
            case var _ when record.Has("Setting", "Block", "Call", "Computed"):
                TakeDistance(record);
                break;
            case var _ when record.Has("Setting", "Elapsed", "SpeedUp", "Psnr"):
                TakeMeasurement(record);
                break;
            default:
                throw new CommandException(
                    ErrorIds.InputNotAccepted, ErrorCategory.InvalidType, $"{input} is no measurement, no picture with statistics and no pair statistics.",
                    "Pipe what Measure-TokenMerging, New-DiffusionImage -CollectStatistics or Get-PairCacheStats (without -Summary) returned. Of a file, the "
                    + "columns Setting, Elapsed, SpeedUp and Psnr make a measurement, and Setting, Block, Call, Computed and JaccardDistance pair statistics.");
        }

        IsEmpty = false;
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
        var (elapsed, speedUp, psnr) = (record.Time("Elapsed"), record.Number("SpeedUp"), record.Number("Psnr"));
        if (elapsed is null || speedUp is null || psnr is null)
        {
            throw new CommandException(
                ErrorIds.InputNotAccepted, ErrorCategory.InvalidData,
                $"Elapsed is {record.Text("Elapsed")}, SpeedUp is {record.Text("SpeedUp")}, Psnr is {record.Text("Psnr")}: one of these is not understood.",
                "A time is written 0:00:05.48, and the others are numbers.");
        }

        Points.Add(new MeasuredPoint(MergeLabels.FromNotation(record.Text("Setting")!), elapsed.Value.TotalSeconds, speedUp.Value, psnr.Value));
        measurements.Add(record);
    }

    private void TakeDistance(SavedRecord record)
    {
        if (record.Number("Call") is { } call && record.Number("JaccardDistance") is { } value)
        {
            distances.Add((record.Text("Setting")!, record.Text("Block")!, (int)call, value));
        }
    }
}
