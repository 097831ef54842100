using CaToMe.Measuring;

namespace CaToMe.Documents;

/// <summary>A setting over all prompts of a study.</summary>
/// <param name="Setting">How tokens are merged.</param>
/// <param name="SpeedUp">Mean over the pictures.</param>
/// <param name="MeanPsnr">Mean likeness to the baseline's pictures, in dB.</param>
/// <param name="WorstPsnr">The worst picture's likeness, in dB.</param>
/// <param name="MergedShare">Share of the tokens that were merged.</param>
internal sealed record Candidate(MergeSetting Setting, double SpeedUp, double MeanPsnr, double WorstPsnr, double MergedShare)
{
    private const double TargetMean = 30, TargetWorst = 27;

    /// <summary>Other prompts than the study's may be worse.</summary>
    private const double Margin = 1;

    /// <summary>Speed-ups that differ by less are the same: which one is larger changes from run to run.</summary>
    private const double Noise = 0.05;

    /// <summary>Whether its pictures are like the baseline's, with the margin.</summary>
    internal bool KeepsTargets => MeanPsnr >= TargetMean + Margin && WorstPsnr >= TargetWorst + Margin;

    /// <summary>Sums a measurement up, in the digits that are published: whoever reads the table can follow the choice.</summary>
    internal static IReadOnlyList<Candidate> Of(IEnumerable<MergeMeasurementRecord> records) =>
    [
        .. records.GroupBy(r => r.Setting).Where(g => !g.Key.IsBaseline).Select(g => new Candidate(
            g.Key, Round(g.Average(r => r.SpeedUp), 2), Round(g.Average(r => r.Psnr), 1), Round(g.Min(r => r.Psnr), 1), g.Average(r => r.MergedShare))),
    ];

    /// <summary>
    /// The fastest that keeps the targets, and of those that are as fast one that fits any run; where none keeps them, the one that
    /// is worst the least.
    /// </summary>
    internal static Candidate Best(IReadOnlyCollection<Candidate> candidates)
    {
        var kept = candidates.Where(c => c.KeepsTargets).OrderByDescending(c => c.SpeedUp).ToList();
        return kept.TakeWhile(c => c.SpeedUp >= (1 - Noise) * kept[0].SpeedUp)
                .OrderByDescending(c => c.Setting.Options.EffectiveCheckpoints.FitsAnyRun).FirstOrDefault()
            ?? candidates.MaxBy(c => c.WorstPsnr)!;
    }

    private static double Round(double value, int digits) => Math.Round(value, digits, MidpointRounding.AwayFromZero);
}
