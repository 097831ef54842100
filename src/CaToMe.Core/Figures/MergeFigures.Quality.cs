using CaToMe.Measuring;
using CaToMe.Merging;
using ScottPlot;

namespace CaToMe.Figures;

public static partial class MergeFigures
{
    /// <summary>
    /// Likeness to the baseline against speed-up: a point per setting (mean over the prompts), small ones for the prompts,
    /// a line through the settings of one method. Pictures equal to the baseline's have no finite PSNR and are left out.
    /// </summary>
    /// <param name="records">A measurement with settings other than the baseline.</param>
    /// <exception cref="CaToMeException">No record has a finite PSNR.</exception>
    public static Figure QualityAgainstSpeed(IReadOnlyCollection<MergeMeasurementRecord> records)
    {
        var finite = records.Where(r => double.IsFinite(r.Psnr)).ToList();
        RequireAny(finite.Count, "A figure of quality against speed", "records whose pictures differ from the baseline's");
        var plot = FigureStyle.NewPlot("Quality against speed", "speed-up over the baseline, ×", "PSNR against the baseline, dB");
        foreach (var method in MeasurementSummary.Of(finite).GroupBy(s => s.Setting.Options.Method))
        {
            var colour = ColourOf(method.First().Setting);
            var prompts = finite.Where(r => r.Setting.Options.Method == method.Key).ToList();
            plot.Add.ScatterPoints(prompts.Select(r => new Coordinates(r.SpeedUp, r.Psnr)).ToArray(), colour.WithAlpha(0.3)).MarkerSize = 6;

            var points = method.OrderBy(s => s.SpeedUp).ToList();
            var line = plot.Add.Scatter(points.Select(s => new Coordinates(s.SpeedUp, s.MeanPsnr)).ToArray(), colour);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, 12, method.Key == MergeMethod.ToMe ? "ToMe" : "CA-ToMe");
            foreach (var point in points)
            {
                var label = plot.Add.Text(point.Setting.Label, point.SpeedUp, point.MeanPsnr);
                label.LabelStyle.Write(13, FigureStyle.Ink);
                (label.LabelAlignment, label.OffsetX, label.OffsetY) = (Alignment.LowerLeft, 8, -6);
            }
        }

        plot.Add.VerticalLine(1, 1.5f, FigureStyle.LightGrey, LinePattern.Dashed);
        plot.Axes.AutoScale();
        var (left, right) = (Math.Min(1, finite.Min(r => r.SpeedUp)), Math.Max(1, finite.Max(r => r.SpeedUp)));
        var room = Math.Max(0.1, right - left);
        plot.Axes.SetLimitsX(left - (0.08 * room), right + (0.25 * room)); // labels stand to the right of their points
        plot.WriteLegend();
        plot.ShowLegend(Alignment.UpperRight);
        return new Figure(plot, 860, 560);
    }
}
