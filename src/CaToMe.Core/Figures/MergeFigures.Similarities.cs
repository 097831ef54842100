using CaToMe.Merging;
using ScottPlot;
using static System.FormattableString;

namespace CaToMe.Figures;

public static partial class MergeFigures
{
    /// <summary>How similar source tokens are to their best destination, and how many of them a threshold merges (CA-ToMe, figure 2).</summary>
    /// <param name="statistics">A run's statistics, collected with similarities (<c>GenerationRequest.CollectPairs</c>).</param>
    /// <param name="threshold">From which cosine similarity a source merges, -1 to 1.</param>
    /// <exception cref="CaToMeException">No similarities were collected.</exception>
    public static Figure SimilarityHistogram(MergeStatistics statistics, double threshold)
    {
        var similarities = statistics.Calls.SelectMany(c => c.Similarities ?? []).SelectMany(s => s).ToArray();
        RequireAny(similarities.Length, "A histogram of similarities", "a run with collected similarities (CollectPairs)");
        var histogram = Metrics.SimilarityHistogram.Of(similarities, threshold);
        double Percent(long count) => 100.0 * count / similarities.Length;

        var plot = FigureStyle.NewPlot("Similarity of source tokens to their best destination", "cosine similarity", "share of the source tokens, %");
        var (merged, unmerged) = (new List<Bar>(), new List<Bar>());
        for (var bin = 0; bin < histogram.Merged.Count; bin++)
        {
            var centre = histogram.Start + ((bin + 0.5) * histogram.BinWidth);
            var (below, above) = (Percent(histogram.Unmerged[bin]), Percent(histogram.Merged[bin]));
            Bar NewBar(double from, double to, Color colour) =>
                new() { Position = centre, ValueBase = from, Value = to, Size = 0.9 * histogram.BinWidth, FillColor = colour, LineWidth = 0 };
            unmerged.Add(NewBar(0, below, FigureStyle.LightGrey));
            merged.Add(NewBar(below, below + above, FigureStyle.Blue));
        }

        string Legend(string what, IReadOnlyList<long> counts) => Invariant($"{what}: {Percent(counts.Sum()):0.0} %");
        plot.Add.Bars(merged).LegendText = Legend("merged", histogram.Merged);
        plot.Add.Bars(unmerged).LegendText = Legend("not merged", histogram.Unmerged);
        var line = plot.Add.VerticalLine(threshold, 2, FigureStyle.Ink, LinePattern.Dashed);
        line.LegendText = Invariant($"threshold t = {threshold:0.###}");

        plot.Axes.Margins(bottom: 0, left: 0.02, right: 0.02);
        plot.WriteLegend();
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
        return new Figure(plot, 960, 480);
    }
}
