using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Studies;

namespace CaToMe.Reporting;

/// <summary>One setting over all its pictures, with intervals.</summary>
internal sealed record SettingSummary
{
    internal required string Setting { get; init; }

    internal required MergeOptions Merge { get; init; }

    /// <summary>What else decides the picture, to tell settings that differ in merging alone.</summary>
    internal required string Sampling { get; init; }

    internal required int Steps { get; init; }

    internal required int Pictures { get; init; }

    internal required Interval Seconds { get; init; }

    /// <summary>The baseline's time for the same prompts and seeds over this one's; without values where there is no baseline.</summary>
    internal required Interval SpeedUp { get; init; }

    internal required Interval Psnr { get; init; }

    internal required Interval Ssim { get; init; }

    internal required Interval Lpips { get; init; }

    internal required Interval ClipScore { get; init; }

    internal required double MergedShare { get; init; }

    internal bool IsBaseline => Setting == StudySetting.Baseline;

    /// <summary>Sums up each setting, in the order of the study.</summary>
    internal static IReadOnlyList<SettingSummary> Of(IReadOnlyList<StudyRow> pictures, IReadOnlyList<Fidelity> fidelity)
    {
        var known = fidelity.ToDictionary(f => f.Item);
        var baselines = BaselinesOf(pictures);
        return [.. pictures.GroupBy(p => p.Setting).Select(setting =>
        {
            var (first, rows) = (setting.First(), setting.Select(p => known[p.Item]).ToList());
            return new SettingSummary
            {
                Setting = setting.Key,
                Merge = MergeOptions.Parse(first.Merge),
                Sampling = $"{first.Sampler}, {first.Steps} steps, {first.Width} x {first.Height}{(first.Recipe is { } recipe ? $", {recipe}" : "")}",
                Steps = first.Steps,
                Pictures = setting.Count(),
                Seconds = Bootstrap.OfMean(setting.Select(p => p.TotalSeconds)),
                SpeedUp = Bootstrap.OfRatio(setting.Where(p => baselines.ContainsKey(p.Pair)).Select(p => (baselines[p.Pair].TotalSeconds, p.TotalSeconds))),
                Psnr = Bootstrap.OfMean(rows.Select(r => r.Psnr).OfType<double>()),
                Ssim = Bootstrap.OfMean(rows.Select(r => r.Ssim).OfType<double>()),
                Lpips = Bootstrap.OfMean(rows.Select(r => r.Lpips).OfType<double>()),
                ClipScore = Bootstrap.OfMean(rows.Select(r => r.ClipScore).OfType<double>()),
                MergedShare = setting.Average(p => p.MergedShare),
            };
        })];
    }

    internal static IReadOnlyDictionary<(string, long, int, int, string), StudyRow> BaselinesOf(IEnumerable<StudyRow> pictures) =>
        pictures.Where(p => p.IsBaseline).GroupBy(p => p.Pair).ToDictionary(g => g.Key, g => g.First());
}
