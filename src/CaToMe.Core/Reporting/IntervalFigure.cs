using CaToMe.Figures;
using CaToMe.Metrics;
using ScottPlot;

namespace CaToMe.Reporting;

/// <summary>Means with their intervals, along numbers or names.</summary>
internal static class IntervalFigure
{
    /// <summary>Along a number, such as a threshold: a line through the means.</summary>
    internal static Figure Along(string title, string xLabel, string yLabel, IReadOnlyList<(double X, Interval Y)> points)
    {
        var plot = FigureStyle.NewPlot(title, xLabel, yLabel);
        Draw(plot, points, FigureStyle.Blue, lineWidth: 2);
        return new Figure(plot, 860, 460);
    }

    /// <summary>By name, such as of a checkpoint list.</summary>
    internal static Figure ByName(string title, string yLabel, IReadOnlyList<(string Name, Interval Y)> points)
    {
        var plot = FigureStyle.NewPlot(title, "", yLabel);
        Draw(plot, [.. points.Select((p, i) => ((double)i, p.Y))], FigureStyle.Blue, lineWidth: 0);
        plot.Axes.Bottom.SetTicks([.. points.Select((_, i) => (double)i)], [.. points.Select(p => p.Name)]);
        plot.Axes.Bottom.TickLabelStyle.Write(13, FigureStyle.Ink);
        plot.Axes.SetLimitsX(-0.5, points.Count - 0.5);
        return new Figure(plot, 860, 460);
    }

    internal static void Draw(Plot plot, IReadOnlyList<(double X, Interval Y)> points, Color colour, float lineWidth, string? legend = null)
    {
        foreach (var (x, y) in points.Where(p => p.Y.Low is not null))
        {
            plot.Add.Line(x, y.Low!.Value, x, y.High!.Value).Color = colour.WithAlpha(0.6);
        }

        var line = plot.Add.Scatter(points.Select(p => new Coordinates(p.X, p.Y.Mean)).ToArray(), colour);
        (line.LineWidth, line.MarkerSize) = (lineWidth, 10);
        if (legend is not null)
        {
            line.LegendText = legend;
        }
    }
}
