using CaToMe.Measuring;
using CaToMe.Merging;
using ScottPlot;

namespace CaToMe.Figures;

public static partial class MergeFigures
{
    /// <summary>
    /// How much each block's token pairs change from one computed U-Net call to the next (CA-ToMe, figure 4): a line for the
    /// mean Jaccard distance over the runs and their samples, a band for one standard deviation on either side.
    /// </summary>
    /// <param name="runs">Statistics of one or more runs, collected with pairs.</param>
    /// <exception cref="CaToMeException">No block computed its pairs twice, or no pairs were collected.</exception>
    public static Figure JaccardByCall(params IReadOnlyCollection<MergeStatistics> runs) =>
        JaccardOf(runs.SelectMany(PairDistance.Of).SelectMany(d => d.PerSample.Select(value => (d.Block, d.Call, value))));

    /// <summary>The same figure of distances alone.</summary>
    /// <param name="distances">Distances to the pairs of the block's computed call before.</param>
    internal static Figure JaccardOf(IEnumerable<(string Block, int Call, double Value)> distances) =>
        JaccardOfMeans(distances.GroupBy(d => (d.Block, d.Call)).Select(g =>
        {
            var mean = g.Average(d => d.Value);
            return (g.Key.Block, g.Key.Call, mean, Math.Sqrt(g.Average(d => (d.Value - mean) * (d.Value - mean))));
        }));

    /// <summary>The same figure of means.</summary>
    /// <param name="distances">Mean and standard deviation of the distances of each block and call.</param>
    internal static Figure JaccardOfMeans(IEnumerable<(string Block, int Call, double Mean, double Deviation)> distances)
    {
        var blocks = distances.GroupBy(d => d.Block).ToList();
        RequireAny(blocks.Count, "A figure of Jaccard distances", "runs with collected pairs (CollectPairs) that computed them at two U-Net calls or more");
        var plot = FigureStyle.NewPlot("Change of the token pairs between computed calls", "U-Net call", "Jaccard distance to the pairs before");
        var hasBands = false;
        foreach (var (index, block) in blocks.Index())
        {
            var calls = block.OrderBy(d => d.Call).ToList();
            var xs = calls.Select(c => (double)c.Call).ToArray();
            var means = calls.Select(c => c.Mean).ToArray();
            var deviations = calls.Select(c => c.Deviation).ToArray();
            var colour = FigureStyle.Series(index);
            if (Array.Exists(deviations, d => d > 0))
            {
                hasBands = true;
                var band = plot.Add.FillY(
                    xs, [.. means.Zip(deviations, (m, d) => Math.Max(0, m - d))], [.. means.Zip(deviations, (m, d) => Math.Min(1, m + d))]);
                (band.FillColor, band.LineWidth, band.MarkerSize) = (colour.WithAlpha(0.12), 0, 0);
            }

            var line = plot.Add.Scatter(xs, means, colour);
            (line.LineWidth, line.MarkerSize, line.LinePattern, line.LegendText) = (2, 6, FigureStyle.Pattern(index), BlockLabel.Of(block.Key));
        }

        plot.Axes.Bottom.TickGenerator = FigureStyle.Ticks(integers: true);
        plot.Axes.AutoScale();
        var top = Math.Min(1, plot.Axes.GetLimits().Top);
        plot.Axes.SetLimitsY(-0.03 * top, 1.05 * top); // the markers at both ends are whole
        plot.WriteLegend(hasBands ? [new LegendItem { LabelText = "band: ± 1 standard deviation", FillColor = FigureStyle.Grey.WithAlpha(0.2) }] : []);
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
        return new Figure(plot, 960, 520);
    }
}
