namespace CaToMe.Measuring;

/// <summary>One setting over all prompts.</summary>
public sealed record MeasurementSummary
{
    /// <summary>The setting.</summary>
    public required MergeSetting Setting { get; init; }

    /// <summary>How many prompts were drawn.</summary>
    public required int Prompts { get; init; }

    /// <summary>Mean over the prompts of each one's median time.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// The baseline's time for all prompts divided by this setting's: what a person who draws them all gains. (A mean of
    /// ratios would count a short run as much as a long one.)
    /// </summary>
    public required double SpeedUp { get; init; }

    /// <summary>Mean peak signal-to-noise ratio against the baseline, in dB; infinite when a prompt's pictures are equal.</summary>
    public required double MeanPsnr { get; init; }

    /// <summary>The worst prompt's peak signal-to-noise ratio, in dB.</summary>
    public required double MinPsnr { get; init; }

    /// <summary>Mean structural similarity to the baseline.</summary>
    public required double MeanSsim { get; init; }

    /// <summary>Mean share of the tokens that were merged, 0 to 1.</summary>
    public required double MergedShare { get; init; }

    /// <summary>Sums up a measurement.</summary>
    /// <param name="records">Its records.</param>
    /// <returns>A summary per setting, in the order in which the settings first appear.</returns>
    public static IReadOnlyList<MeasurementSummary> Of(IEnumerable<MergeMeasurementRecord> records) =>
        [.. records.GroupBy(r => r.Setting).Select(g => Of(g.Key, [.. g]))];

    private static MeasurementSummary Of(MergeSetting setting, IReadOnlyList<MergeMeasurementRecord> records) => new()
    {
        Setting = setting,
        Prompts = records.Count,
        Elapsed = TimeSpan.FromSeconds(records.Average(r => r.Elapsed.TotalSeconds)),
        SpeedUp = OverallSpeedUp(records.Select(r => (r.Elapsed.TotalSeconds, r.SpeedUp))),
        MeanPsnr = records.Average(r => r.Psnr),
        MinPsnr = records.Min(r => r.Psnr),
        MeanSsim = records.Average(r => r.Ssim),
        MergedShare = records.Average(r => r.MergedShare),
    };

    /// <summary>The baseline's time for all runs divided by theirs.</summary>
    internal static double OverallSpeedUp(IEnumerable<(double Seconds, double SpeedUp)> runs)
    {
        var (baseline, own) = runs.Aggregate((0.0, 0.0), (sum, run) => (sum.Item1 + (run.Seconds * run.SpeedUp), sum.Item2 + run.Seconds));
        return baseline / own;
    }
}
