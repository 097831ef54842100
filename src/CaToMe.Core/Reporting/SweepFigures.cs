using CaToMe.Figures;
using CaToMe.Merging;
using ScottPlot;

namespace CaToMe.Reporting;

/// <summary>Time and fidelity by threshold, by checkpoint list and by ratio, and the frontier of them all.</summary>
internal static class SweepFigures
{
    private const string Intervals = " Lines give intervals of 95 %.";

    /// <summary>The figures that the settings allow, and what is left out and why.</summary>
    internal static IEnumerable<ReportFigure> Of(IReadOnlyList<SettingSummary> settings, List<string> leftOut)
    {
        var compared = settings.Where(s => s.SpeedUp.Count > 0 && s.Psnr.Count > 0).ToList();
        var adaptive = compared.Where(s => s.Merge.Method == MergeMethod.CaToMe).ToList();
        var thresholds = Largest(adaptive, s => (s.Sampling, s.Merge with { Threshold = null }));
        var lists = Largest(adaptive, s => (s.Sampling, s.Merge with { Checkpoints = null }));
        var ratios = Largest(compared.Where(s => s.Merge.Method == MergeMethod.ToMe), s => (s.Sampling, s.Merge with { Ratio = 0 }));
        return
        [
            .. Swept("threshold", "threshold", "CA-ToMe by threshold", thresholds, s => s.Merge.EffectiveThreshold),
            .. Swept("ratio", "ratio", "ToMe by ratio", ratios, s => s.Merge.Ratio),
            .. Listed(lists),
            .. Frontier(),
        ];

        IEnumerable<ReportFigure> Swept(string name, string axis, string title, List<SettingSummary> group, Func<SettingSummary, double> value)
        {
            if (group.Count < 2)
            {
                leftOut.Add($"{title}: the study has no two settings that differ in the {axis} alone.");
                return [];
            }

            var sorted = group.OrderBy(value).ToList();
            var csv = Csv(axis, sorted, s => value(s));
            return
            [
                new($"{name}-speed", $"{title}: speed-up", $"Speed-up over the baseline by {axis}, {sorted.Count} settings.{Intervals}",
                    IntervalFigure.Along($"{title}: speed-up", axis, "speed-up over the baseline, ×", [.. sorted.Select(s => (value(s), s.SpeedUp))]), csv),
                new($"{name}-fidelity", $"{title}: fidelity", $"PSNR against the baseline by {axis}, {sorted.Count} settings.{Intervals}",
                    IntervalFigure.Along($"{title}: fidelity", axis, "PSNR against the baseline, dB", [.. sorted.Select(s => (value(s), s.Psnr))]), csv),
            ];
        }

        IEnumerable<ReportFigure> Listed(List<SettingSummary> group)
        {
            if (group.Count < 2)
            {
                leftOut.Add("Checkpoint lists: the study has no two settings that differ in the list alone.");
                return [];
            }

            static string Name(SettingSummary s) => s.Merge.EffectiveCheckpoints.Name;
            var csv = Csv("checkpoints", group, Name);
            return
            [
                new("checkpoints-speed", "Checkpoint lists: speed-up", $"Speed-up over the baseline of {group.Count} lists of checkpoints.{Intervals}",
                    IntervalFigure.ByName("Checkpoint lists: speed-up", "speed-up over the baseline, ×", [.. group.Select(s => (Name(s), s.SpeedUp))]), csv),
                new("checkpoints-fidelity", "Checkpoint lists: fidelity", $"PSNR against the baseline of {group.Count} lists of checkpoints.{Intervals}",
                    IntervalFigure.ByName("Checkpoint lists: fidelity", "PSNR against the baseline, dB", [.. group.Select(s => (Name(s), s.Psnr))]), csv),
            ];
        }

        IEnumerable<ReportFigure> Frontier()
        {
            var shown = compared.Where(s => !s.IsBaseline).ToList();
            if (shown.Count == 0)
            {
                leftOut.Add("The frontier: no setting has pictures that differ from the baseline's.");
                return [];
            }

            return
            [
                new("frontier", "Speed against fidelity",
                    $"PSNR against speed-up of {shown.Count} settings, fewer steps without merging among them. Further up and right is better; "
                    + $"a line joins those of a kind that no other beats.{Intervals}",
                    FrontierPlot(shown), Csv("setting", shown, s => s.Setting)),
            ];
        }
    }

    private static Figure FrontierPlot(IReadOnlyList<SettingSummary> settings)
    {
        var plot = FigureStyle.NewPlot("Speed against fidelity", "speed-up over the baseline, ×", "PSNR against the baseline, dB");
        foreach (var kind in settings.GroupBy(s => s.Merge.Method))
        {
            var (name, colour) = kind.Key switch
            {
                MergeMethod.None => ("no merging (fewer steps, other samplers)", FigureStyle.Grey),
                MergeMethod.ToMe => ("ToMe", FigureStyle.Vermillion),
                _ => ("CA-ToMe", FigureStyle.Blue),
            };
            var best = Best(kind);
            foreach (var other in kind.Except(best))
            {
                IntervalFigure.Draw(plot, [(other.SpeedUp.Mean, other.Psnr)], colour, lineWidth: 0);
            }

            IntervalFigure.Draw(plot, [.. best.Select(s => (s.SpeedUp.Mean, s.Psnr))], colour, lineWidth: 1, name);
            foreach (var setting in best)
            {
                var label = plot.Add.Text(setting.Setting, setting.SpeedUp.Mean, setting.Psnr.Mean);
                label.LabelStyle.Write(12, FigureStyle.Ink);
                (label.LabelAlignment, label.OffsetX, label.OffsetY) = (Alignment.LowerLeft, 7, -5);
            }
        }

        plot.Axes.Margins(left: 0.05, right: 0.3, bottom: 0.1, top: 0.15); // labels stand to the right of their points
        plot.WriteLegend();
        plot.ShowLegend(Edge.Bottom);
        return new Figure(plot, 960, 600);
    }

    /// <summary>Those that no other is both faster and more faithful than, the slowest first.</summary>
    private static List<SettingSummary> Best(IEnumerable<SettingSummary> settings)
    {
        var best = new Stack<SettingSummary>();
        foreach (var setting in settings.OrderByDescending(s => s.SpeedUp.Mean).Where(s => best.Count == 0 || s.Psnr.Mean > best.Peek().Psnr.Mean))
        {
            best.Push(setting);
        }

        return [.. best];
    }

    /// <summary>The settings that have most in common, each other part being equal.</summary>
    private static List<SettingSummary> Largest<TKey>(IEnumerable<SettingSummary> settings, Func<SettingSummary, TKey> others) =>
        settings.GroupBy(others).OrderByDescending(g => g.Count()).FirstOrDefault()?.ToList() ?? [];

    private static string Csv(string first, IEnumerable<SettingSummary> settings, Func<SettingSummary, object> value) => CsvText.Of(
        [first, "pictures", "speedUp", "speedUpLow", "speedUpHigh", "psnr", "psnrLow", "psnrHigh", "ssim"],
        settings.Select(s => new object?[]
        {
            value(s), s.Pictures, s.SpeedUp.Mean, s.SpeedUp.Low, s.SpeedUp.High, s.Psnr.Mean, s.Psnr.Low, s.Psnr.High, s.Ssim.Mean,
        }));
}
