using CaToMe.Measuring;

namespace CaToMe.Figures;

/// <summary>What the plots of times and quality show of a measurement: as much as a table in a file holds of it.</summary>
/// <param name="Setting">How tokens were merged.</param>
/// <param name="Seconds">Time per picture.</param>
/// <param name="SpeedUp">The baseline's time divided by this one's.</param>
/// <param name="Psnr">Likeness to the baseline's picture in dB; infinite when they are equal.</param>
internal sealed record MeasuredPoint(MergeSetting Setting, double Seconds, double SpeedUp, double Psnr)
{
    internal static IReadOnlyList<MeasuredPoint> Of(IEnumerable<MergeMeasurementRecord> records) =>
        [.. records.Select(r => new MeasuredPoint(r.Setting, r.Elapsed.TotalSeconds / r.Result.Images.Count, r.SpeedUp, r.Psnr))];

    internal static double OverallSpeedUp(IEnumerable<MeasuredPoint> points) => MeasurementSummary.OverallSpeedUp(points.Select(p => (p.Seconds, p.SpeedUp)));
}
