using CaToMe.Figures;
using CaToMe.Merging;
using ScottPlot;
using static System.FormattableString;

namespace CaToMe.Reporting;

/// <summary>The figures of single U-Net calls: which computed, how the pairs changed, how similar tokens were (CA-ToMe, figures 2 to 4).</summary>
internal static class CallFigures
{
    /// <summary>The figures that the calls allow, and what is left out and why.</summary>
    internal static IEnumerable<ReportFigure> Of(IReadOnlyList<CallTotal> calls, IReadOnlyList<SettingSummary> settings, List<string> leftOut)
    {
        // Figures of one setting are of CA-ToMe's where the study has it.
        var whole = settings.Where(s => s.Merge is { Method: MergeMethod.CaToMe, KeysOnly: false }).Select(s => s.Setting).ToHashSet();
        IReadOnlyList<CallTotal> ordered = [.. calls.OrderByDescending(c => whole.Contains(c.Setting))];
        return [.. Similarities(ordered, settings, leftOut), .. Timeline(ordered, leftOut), .. Jaccard(ordered, leftOut)];
    }

    private static IEnumerable<ReportFigure> Timeline(IReadOnlyList<CallTotal> calls, List<string> leftOut)
    {
        var setting = calls.GroupBy(c => c.Setting).FirstOrDefault(s => s.Any(c => c.Computed) && s.Any(c => !c.Computed));
        if (setting is null)
        {
            leftOut.Add("The timeline of calls: no setting has calls that reuse pairs.");
            return [];
        }

        var cells = setting.ToList();
        var blocks = cells.Select(c => c.Block).Distinct().ToList();
        var plot = FigureStyle.NewPlot($"Computed and reused pairs: {setting.Key}", "U-Net call", "");
        foreach (var cell in cells)
        {
            var row = -blocks.IndexOf(cell.Block);
            var box = plot.Add.Rectangle(cell.Call - 0.45, cell.Call + 0.45, row - 0.4, row + 0.4);
            (box.FillColor, box.LineWidth) = (cell.Computed ? FigureStyle.Blue : FigureStyle.LightGrey.WithAlpha(0.6), 0);
        }

        plot.Axes.Left.SetTicks([.. blocks.Select((_, row) => (double)-row)], [.. blocks.Select(BlockLabel.Of)]);
        plot.Axes.Bottom.TickGenerator = FigureStyle.Ticks(integers: true);
        plot.Axes.SetLimits(-0.8, cells.Max(c => c.Call) + 0.8, -blocks.Count + 0.4, 0.6);
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.WriteLegend(
            new LegendItem { LabelText = "computed", FillColor = FigureStyle.Blue },
            new LegendItem { LabelText = "reused", FillColor = FigureStyle.LightGrey });
        plot.ShowLegend(Edge.Right).Alignment = Alignment.UpperLeft;
        var computed = cells.Where(c => c.Computed).Select(c => c.Call).Distinct().Count();
        return
        [
            new("timeline", "Which calls compute",
                Invariant($"{setting.Key}: {computed} of {cells.Select(c => c.Call).Distinct().Count()} U-Net calls compute ")
                + "token pairs in some block; the others use them again.",
                new Figure(plot, 960, 170 + (36 * blocks.Count)),
                CsvText.Of(["block", "call", "computed"], cells.Select(c => new object?[] { c.Block, c.Call, c.Computed }))),
        ];
    }

    private static IEnumerable<ReportFigure> Jaccard(IReadOnlyList<CallTotal> calls, List<string> leftOut)
    {
        var setting = calls.Where(c => c.Distances > 0).GroupBy(c => c.Setting).MaxBy(s => s.Select(c => c.Call).Distinct().Count());
        if (setting is null)
        {
            leftOut.Add("The Jaccard distances: no setting computed pairs twice and kept them.");
            return [];
        }

        return
        [
            new("jaccard", "How much the pairs change",
                Invariant($"{setting.Key}: Jaccard distance between the pairs of a block's computed calls, mean and one standard deviation over ")
                + Invariant($"{setting.Max(c => c.Distances)} pictures. ")
                + Invariant($"{100.0 * setting.Sum(c => c.Small) / setting.Sum(c => c.Distances):0} % of the distances are below 0.2."),
                MergeFigures.JaccardOfMeans(setting.Select(c => (c.Block, c.Call, c.MeanDistance, c.Deviation))),
                CsvText.Of(
                    ["block", "call", "pictures", "jaccard", "deviation"],
                    setting.Select(c => new object?[] { c.Block, c.Call, c.Distances, c.MeanDistance, c.Deviation }))),
        ];
    }

    private static IEnumerable<ReportFigure> Similarities(
        IReadOnlyList<CallTotal> calls, IReadOnlyList<SettingSummary> settings, List<string> leftOut)
    {
        var adaptive = settings.Where(s => s.Merge.Method == MergeMethod.CaToMe).ToDictionary(s => s.Setting, s => s.Merge);
        var measured = calls.Where(c => c.Measured > 0 && adaptive.ContainsKey(c.Setting)).ToList();
        if (measured.Count == 0)
        {
            leftOut.Add("The histograms of similarities: no setting of CA-ToMe kept similarities.");
            return [];
        }

        var setting = measured.GroupBy(c => c.Setting).MaxBy(s => s.Sum(c => c.Measured))!;
        var block = setting.GroupBy(c => c.Block).MaxBy(b => b.Max(c => c.Tokens))!;
        var (first, last) = (block.Min(c => c.Call), block.Max(c => c.Call));
        var ratio = settings.FirstOrDefault(s => s.Merge.Method == MergeMethod.ToMe)?.Merge.Ratio ?? new MergeOptions().Ratio;
        return (first == last ? [("early", first)] : new[] { ("early", first), ("late", last) }).Select(part =>
        {
            var histogram = new CallHistogram(block.First(c => c.Call == part.Item2));
            var title = Invariant($"Similarities at call {part.Item2}: {BlockLabel.Of(block.Key)}");
            return new ReportFigure($"similarities-{part.Item1}", title,
                Invariant($"{setting.Key}: cosine similarity of source tokens to their best destination; ")
                + Invariant($"{100 * histogram.MergedShare:0} % of the sources merge. ")
                + Invariant($"ToMe with a ratio of {ratio:0.##} would cut at {histogram.CutOf(ratio):0.00}."),
                histogram.Draw(title, adaptive[setting.Key].EffectiveThreshold, ratio), histogram.ToCsv());
        });
    }
}
