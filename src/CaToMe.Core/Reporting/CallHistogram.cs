using CaToMe.Figures;
using ScottPlot;
using static System.FormattableString;

namespace CaToMe.Reporting;

/// <summary>The similarities of sources at U-Net calls, over the pictures of a setting.</summary>
internal sealed class CallHistogram
{
    private readonly long[] merged, unmerged;
    private readonly long tokens;

    /// <summary>Adds up calls, whose histograms have as many bins.</summary>
    /// <param name="totals">One or more calls with similarities.</param>
    internal CallHistogram(params IReadOnlyList<CallTotal> totals)
    {
        var bins = totals[0].Merged!.Count;
        var whole = totals.Where(t => t.Merged?.Count == bins).ToList();
        (merged, unmerged, tokens) = (Sum(t => t.Merged!), Sum(t => t.Unmerged!), whole.Sum(t => t.MeasuredTokens));

        long[] Sum(Func<CallTotal, IReadOnlyList<long>> of) => [.. Enumerable.Range(0, bins).Select(bin => whole.Sum(t => of(t)[bin]))];
    }

    /// <summary>Share of the sources that merge, 0 to 1.</summary>
    internal double MergedShare => (double)merged.Sum() / Sources;

    private long Sources => Math.Max(1, merged.Sum() + unmerged.Sum());

    private double BinWidth => 2.0 / merged.Length;

    /// <summary>From which similarity ToMe merges: the most similar sources, as many as the ratio takes of all tokens. As exact as a bin is wide.</summary>
    internal double CutOf(double ratio)
    {
        var (wanted, taken, bin) = (ratio * tokens, 0L, merged.Length);
        while (bin > 0 && taken < wanted)
        {
            bin--;
            taken += merged[bin] + unmerged[bin];
        }

        return (bin * BinWidth) - 1;
    }

    internal Figure Draw(string title, double threshold, double ratio)
    {
        var plot = FigureStyle.NewPlot(title, "cosine similarity", "share of the source tokens, %");
        Bar Bar(int bin, double from, long count, Color colour) => new()
        {
            Position = ((bin + 0.5) * BinWidth) - 1, ValueBase = from, Value = from + Percent(count), Size = 0.9 * BinWidth, FillColor = colour, LineWidth = 0,
        };
        plot.Add.Bars(merged.Select((count, bin) => Bar(bin, Percent(unmerged[bin]), count, FigureStyle.Blue)).ToArray()).LegendText = "merged";
        plot.Add.Bars(unmerged.Select((count, bin) => Bar(bin, 0, count, FigureStyle.LightGrey)).ToArray()).LegendText = "not merged";
        plot.Add.VerticalLine(threshold, 2, FigureStyle.Ink, LinePattern.Dashed).LegendText = Invariant($"CA-ToMe, t = {threshold:0.###}");
        plot.Add.VerticalLine(CutOf(ratio), 2, FigureStyle.Vermillion, LinePattern.Dotted).LegendText = Invariant($"ToMe, r = {100 * ratio:0.##} %");
        plot.Axes.Margins(bottom: 0);
        plot.Axes.AutoScale();
        var least = Enumerable.Range(0, merged.Length).First(bin => bin == merged.Length - 1 || merged[bin] + unmerged[bin] > 0);
        plot.Axes.SetLimitsX(Math.Min(threshold, (least * BinWidth) - 1) - 0.05, 1.02);
        plot.WriteLegend();
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
        return new Figure(plot, 960, 420);
    }

    internal string ToCsv() => CsvText.Of(
        ["from", "merged", "unmerged"], merged.Select((count, bin) => new object?[] { (bin * BinWidth) - 1, count, unmerged[bin] }));

    private double Percent(long count) => 100.0 * count / Sources;
}
