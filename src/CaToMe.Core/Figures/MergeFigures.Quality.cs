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
    public static Figure QualityAgainstSpeed(IReadOnlyCollection<MergeMeasurementRecord> records) => QualityOf(MeasuredPoint.Of(records));

    private static string NameOf(MergeMethod method) => method switch
    {
        MergeMethod.None => "no merging",
        MergeMethod.ToMe => "ToMe",
        _ => "CA-ToMe",
    };

    /// <summary>The same figure of what is known of a measurement.</summary>
    internal static Figure QualityOf(IReadOnlyCollection<MeasuredPoint> measured)
    {
        var finite = measured.Where(p => double.IsFinite(p.Psnr)).ToList();
        RequireAny(finite.Count, "A figure of quality against speed", "records whose pictures differ from the baseline's");
        var plot = FigureStyle.NewPlot("Quality against speed", "speed-up over the baseline, ×", "PSNR against the baseline, dB");
        foreach (var method in finite.GroupBy(p => p.Setting.Options.Method))
        {
            var (name, colour) = (NameOf(method.Key), ColourOf(method.First().Setting));
            var settings = method.GroupBy(p => p.Setting)
                .Select(s => (s.Key.Label, Runs: s.Count(), SpeedUp: MeasuredPoint.OverallSpeedUp(s), Psnr: s.Average(p => p.Psnr)))
                .OrderBy(s => s.SpeedUp).ToList();
            var severalRuns = settings.Exists(s => s.Runs > 1);
            if (severalRuns)
            {
                var runs = plot.Add.ScatterPoints(method.Select(p => new Coordinates(p.SpeedUp, p.Psnr)).ToArray(), colour.WithAlpha(0.3));
                (runs.MarkerSize, runs.LegendText) = (6, $"{name}, each picture");
            }

            var line = plot.Add.Scatter(settings.Select(s => new Coordinates(s.SpeedUp, s.Psnr)).ToArray(), colour);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, 12, severalRuns ? $"{name}, mean" : name);
            foreach (var setting in settings)
            {
                var label = plot.Add.Text(setting.Label, setting.SpeedUp, setting.Psnr);
                label.LabelStyle.Write(13, FigureStyle.Ink);
                (label.LabelAlignment, label.OffsetX, label.OffsetY) = (Alignment.LowerLeft, 8, -6);
            }
        }

        plot.Add.VerticalLine(1, 1.5f, FigureStyle.LightGrey, LinePattern.Dashed).LegendText = "baseline's speed";
        plot.Axes.AutoScale();
        var (left, right) = (Math.Min(1, finite.Min(p => p.SpeedUp)), Math.Max(1, finite.Max(p => p.SpeedUp)));
        var room = Math.Max(0.1, right - left);
        plot.Axes.SetLimitsX(left - (0.08 * room), right + (0.3 * room)); // labels stand to the right of their points
        var (bottom, top) = (finite.Min(p => p.Psnr), finite.Max(p => p.Psnr));
        var height = Math.Max(1, top - bottom);
        plot.Axes.SetLimitsY(bottom - (0.08 * height), top + (0.12 * height)); // the markers at the ends are whole
        plot.WriteLegend();
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
        return new Figure(plot, 960, 560);
    }
}
