using CaToMe.Measuring;
using ScottPlot;
using static System.FormattableString;

namespace CaToMe.Figures;

/// <summary>The plots of token merging: from measurements and from a run's statistics.</summary>
public static partial class MergeFigures
{
    /// <summary>Time per picture of each setting: a bar for the mean over the prompts, a dot per prompt, the speed-up beside it.</summary>
    /// <param name="records">A measurement, one or more records.</param>
    /// <exception cref="CaToMeException">There are no records.</exception>
    public static Figure Times(IReadOnlyCollection<MergeMeasurementRecord> records) => TimesOf(MeasuredPoint.Of(records));

    /// <summary>The same figure of what is known of a measurement.</summary>
    internal static Figure TimesOf(IReadOnlyCollection<MeasuredPoint> points)
    {
        RequireAny(points.Count, "A figure of times", "a measurement's records");
        var settings = points.GroupBy(p => p.Setting).ToList();
        var dots = settings.Exists(s => s.Count() > 1) ? "; a dot for each" : "";
        var plot = FigureStyle.NewPlot("Time per picture", $"seconds per picture (less is better{dots})", "");
        foreach (var (row, setting) in settings.Index())
        {
            var times = setting.Select(p => p.Seconds).ToArray();
            var (mean, colour) = (times.Average(), ColourOf(setting.Key));
            var bar = plot.Add.Bar(new Bar { Position = -row, Value = mean, Size = 0.62, FillColor = colour, LineWidth = 0 });
            bar.Horizontal = true;
            if (times.Length > 1)
            {
                plot.Add.Markers(times, [.. times.Select(_ => (double)-row)], size: 6, color: FigureStyle.Ink.WithAlpha(0.45));
            }

            var speedUp = MeasuredPoint.OverallSpeedUp(setting);
            var gain = setting.Key.IsBaseline && speedUp == 1 ? "" : Invariant($" · {speedUp:0.00}×"); // fewer steps merge nothing either
            var label = plot.Add.Text(Invariant($"{mean:0.00} s{gain}"), times.Max(), -row);
            label.LabelStyle.Write(14, FigureStyle.Ink);
            (label.LabelAlignment, label.OffsetX) = (Alignment.MiddleLeft, 10);
        }

        plot.Axes.Left.SetTicks([.. settings.Select((_, row) => (double)-row)], [.. settings.Select(s => s.Key.Label)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Left.TickLabelStyle.Write(14, FigureStyle.Ink);
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(0, 1.3 * points.Max(p => p.Seconds), -settings.Count + 0.4, 0.6);
        return new Figure(plot, 860, 150 + (56 * settings.Count));
    }

    private static Color ColourOf(MergeSetting setting) => setting.Options.Method switch
    {
        Merging.MergeMethod.None => FigureStyle.LightGrey,
        Merging.MergeMethod.ToMe => FigureStyle.Vermillion,
        _ => FigureStyle.Blue,
    };

    private static void RequireAny(int count, string figure, string what)
    {
        if (count == 0)
        {
            throw new CaToMeException($"{figure} needs {what}, and there are none.");
        }
    }
}
