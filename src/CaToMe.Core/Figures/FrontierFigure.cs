using CaToMe.Tuning;
using ScottPlot;

namespace CaToMe.Figures;

/// <summary>The figure of a search: how like the converged pictures a picture is, against the time that it takes.</summary>
public static class FrontierFigure
{
    /// <summary>A line through the plain runs, one through CA-ToMe on them, and a star for each recipe.</summary>
    /// <param name="frontier">What was measured.</param>
    /// <exception cref="CaToMeException">There are no points.</exception>
    public static Figure Of(IReadOnlyList<FrontierPoint> frontier)
    {
        ArgumentNullException.ThrowIfNull(frontier);
        if (frontier.Count == 0)
        {
            throw new CaToMeException("A frontier needs measured points: search for a recipe first.");
        }

        var plot = FigureStyle.NewPlot("Likeness against time", "sampling time of a picture, s", "PSNR against the converged picture, dB");
        foreach (var (kind, points) in frontier.GroupBy(p => p.Kind).Select(g => (g.Key, g.OrderBy(p => p.Seconds).ToList())))
        {
            var line = plot.Add.Scatter(points.Select(p => new Coordinates(p.Seconds, p.Psnr)).ToArray(), ColourOf(kind));
            (line.LegendText, line.MarkerSize, line.MarkerShape) = kind switch
            {
                FrontierKind.Plain => ("best sampler and timesteps", 9, MarkerShape.FilledCircle),
                FrontierKind.PlainInType => ("the same in the recipes' type", 9, MarkerShape.OpenCircle),
                FrontierKind.CaToMe => ("CA-ToMe on these", 9, MarkerShape.FilledSquare),
                _ => ("recipes", 13, MarkerShape.FilledDiamond),
            };
            line.LineWidth = kind == FrontierKind.Recipe ? 0 : 2;
            foreach (var point in points.Where(p => kind == FrontierKind.Recipe))
            {
                var label = plot.Add.Text(point.Label, point.Seconds, point.Psnr);
                label.LabelStyle.Write(13, FigureStyle.Ink);
                (label.LabelAlignment, label.OffsetX, label.OffsetY) = (Alignment.LowerRight, -8, -6);
            }
        }

        plot.Axes.AutoScale();
        var (right, bottom, top) = (frontier.Max(p => p.Seconds), frontier.Min(p => p.Psnr), frontier.Max(p => p.Psnr));
        var room = Math.Max(1, top - bottom);
        plot.Axes.SetLimitsX(0, right * 1.05);
        plot.Axes.SetLimitsY(bottom - (0.1 * room), top + (0.1 * room));
        plot.WriteLegend();
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
        return new Figure(plot, 960, 560);
    }

    private static Color ColourOf(FrontierKind kind) => kind switch
    {
        FrontierKind.Plain or FrontierKind.PlainInType => FigureStyle.Grey,
        FrontierKind.CaToMe => FigureStyle.Blue,
        _ => FigureStyle.Vermillion,
    };
}
