using System.Globalization;
using CaToMe.Metrics;
using static System.FormattableString;

namespace CaToMe.Reporting;

/// <summary>The tables of a study, for the page and as CSV.</summary>
internal static class ReportTables
{
    internal static IReadOnlyList<string> DifferenceHeads { get; } = ["First", "Second", "Pairs", "Time, s", "Time differs", "PSNR, dB", "PSNR differs"];

    internal static IReadOnlyList<string> SettingHeads(ReportData data) =>
    [
        "Setting", "Pictures", "Time, s", "Speed-up", "Merged", "PSNR, dB", "SSIM",
        .. data.Settings.Any(s => s.Lpips.Count > 0) ? ["LPIPS"] : Array.Empty<string>(),
        .. data.Settings.Any(s => s.ClipScore.Count > 0) ? ["CLIP score"] : Array.Empty<string>(),
        .. data.Frechet.Count > 0 ? ["Fréchet distance"] : Array.Empty<string>(),
    ];

    internal static IReadOnlyList<Row> Settings(ReportData data) =>
    [
        .. data.Settings.Select(s => new Row(
        [
            new(s.Setting, s.Setting), new(Invariant($"{s.Pictures}"), Invariant($"{s.Pictures}")), Of(s.Seconds, "0.00"), Of(s.SpeedUp, "0.00", "×"),
            new(Number(s.MergedShare), Invariant($"{100 * s.MergedShare:0} %")), Of(s.Psnr, "0.0"), Of(s.Ssim, "0.000"),
            .. data.Settings.Any(o => o.Lpips.Count > 0) ? [Of(s.Lpips, "0.000")] : Array.Empty<Cell>(),
            .. data.Settings.Any(o => o.ClipScore.Count > 0) ? [Of(s.ClipScore, "0.0")] : Array.Empty<Cell>(),
            .. data.Frechet.Count > 0 ? [Of(data.Frechet.GetValueOrDefault(s.Setting))] : Array.Empty<Cell>(),
        ])),
    ];

    internal static IReadOnlyList<Row> Differences(ReportData data) =>
    [
        .. data.Differences.Select(d => new Row(
        [
            new(d.First, d.First), new(d.Second, d.Second), new(Invariant($"{d.Seconds.Count}"), Invariant($"{d.Seconds.Count}")),
            Of(d.Seconds, "+0.00;-0.00;0.00"), Word(d.Seconds), Of(d.Psnr, "+0.0;-0.0;0.0"), Word(d.Psnr),
        ])),
    ];

    internal static string ToCsv(IReadOnlyList<string> heads, IReadOnlyList<Row> rows) =>
        CsvText.Of(heads, rows.Select(r => r.Cells.Select(c => (object?)c.Text)));

    private static Cell Word(Interval difference)
    {
        var word = difference.Low is null ? "" : difference.ExcludesZero ? "yes" : "not shown";
        return new(word, word);
    }

    private static Cell Of(Interval interval, string format, string unit = "")
    {
        string Write(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return interval.Count == 0 ? new("", "–") : new(
            Number(interval.Mean),
            interval.Low is { } low ? $"{Write(interval.Mean)}{unit} ({Write(low)} to {Write(interval.High!.Value)})" : Write(interval.Mean) + unit);
    }

    private static Cell Of(FrechetEstimate? estimate) => estimate is null ? new("", "–") : new(
        Number(estimate.Distance),
        Invariant($"{estimate.Distance:0.0} ({estimate.Low:0.0} to {estimate.High:0.0}), {Math.Min(estimate.First, estimate.Second)} pictures"));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A row.</summary>
    internal sealed record Row(IReadOnlyList<Cell> Cells);

    /// <summary>A cell: what sorts it, and what is read.</summary>
    internal sealed record Cell(string Value, string Text);
}
