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
    public static Figure JaccardByCall(params IReadOnlyCollection<MergeStatistics> runs)
    {
        var blocks = runs.SelectMany(PairDistance.Of).GroupBy(d => d.Block).ToList();
        RequireAny(blocks.Count, "A figure of Jaccard distances", "runs with collected pairs (CollectPairs) that computed them at two U-Net calls or more");
        var plot = FigureStyle.NewPlot("Change of the token pairs between computed calls", "U-Net call", "Jaccard distance to the pairs before");
        foreach (var (index, block) in blocks.Index())
        {
            var calls = block.GroupBy(d => d.Call).OrderBy(g => g.Key)
                .Select(g => (Call: (double)g.Key, Values: g.SelectMany(d => d.PerSample).ToArray())).ToList();
            var xs = calls.Select(c => c.Call).ToArray();
            var means = calls.Select(c => c.Values.Average()).ToArray();
            var deviations = calls.Zip(means, (c, mean) => Math.Sqrt(c.Values.Average(v => (v - mean) * (v - mean)))).ToArray();
            var colour = FigureStyle.Series(index);
            var band = plot.Add.FillY(xs, [.. means.Zip(deviations, (m, d) => Math.Max(0, m - d))], [.. means.Zip(deviations, (m, d) => Math.Min(1, m + d))]);
            (band.FillColor, band.LineWidth, band.MarkerSize) = (colour.WithAlpha(0.12), 0, 0);
            var line = plot.Add.Scatter(xs, means, colour);
            (line.LineWidth, line.MarkerSize, line.LinePattern, line.LegendText) = (2, 6, FigureStyle.Pattern(index), BlockLabel.Of(block.Key));
        }

        plot.Axes.Bottom.TickGenerator = FigureStyle.Ticks(integers: true);
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsY(0, Math.Min(1, 1.05 * plot.Axes.GetLimits().Top));
        plot.WriteLegend();
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
        return new Figure(plot, 960, 520);
    }
}
