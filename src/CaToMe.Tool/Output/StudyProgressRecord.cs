using System.Text.Json;
using CaToMe.Studies;

namespace CaToMe.Tool.Output;

/// <summary>What <c>study run --json</c> says before each picture and at the end.</summary>
/// <param name="progress">How far it is.</param>
internal sealed class StudyProgressRecord(StudyProgress progress) : JsonRecord
{
    public long Pictures => progress.Pictures;

    public long Known => progress.Known;

    public long Drawn => progress.Drawn;

    public string? Current => progress.Current;

    public double? SecondsLeft => progress.TimeLeft?.TotalSeconds;

    /// <summary>Reads a line; null where it is no such record.</summary>
    internal static StudyProgress? Read(string line)
    {
        try
        {
            using var read = JsonDocument.Parse(line);
            var record = read.RootElement;
            var left = record.GetProperty("secondsLeft");
            return new StudyProgress(
                record.GetProperty("pictures").GetInt64(), record.GetProperty("known").GetInt64(), record.GetProperty("drawn").GetInt64(),
                record.GetProperty("current").GetString(), left.ValueKind == JsonValueKind.Null ? null : TimeSpan.FromSeconds(left.GetDouble()));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
