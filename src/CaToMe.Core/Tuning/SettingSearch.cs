using CaToMe.Merging;
using CaToMe.Reuse;

namespace CaToMe.Tuning;

/// <summary>
/// Looks for the fastest settings by changing one at a time. Settings that differ in likeness are compared by their time at equal likeness: what
/// they would take if the difference were made up by steps, as in plain runs. All values of a setting are drawn with the first prompt, the best
/// two with the others.
/// </summary>
/// <param name="trials">Draws.</param>
/// <param name="plain">The best plain run of each number of steps.</param>
/// <param name="prompts">The prompts.</param>
/// <param name="dtypes">The types to choose from.</param>
internal sealed class SettingSearch(Trials trials, PlainSearch plain, IReadOnlyList<string> prompts, IReadOnlyList<string> dtypes)
{
    private const int Rounds = 2;
    private const int MoreSteps = 6;

    private static readonly double[] Thresholds = [0.97, 0.95, 0.92, 0.88, 0.8, 0.5];

    private static readonly CheckpointSchedule[] Checkpoints =
        [CheckpointSchedule.EveryCall, .. new[] { 2, 3, 4 }.Select(n => CheckpointSchedule.Parse($"every-{n}"))];

    /// <summary>The fastest settings that reach a likeness.</summary>
    /// <param name="psnr">The likeness, in dB.</param>
    /// <param name="enough">The plain run that reaches it.</param>
    /// <param name="better">Told of each that is better than all before.</param>
    internal Measured Fastest(double psnr, Measured enough, Action<Measured> better)
    {
        var price = PriceOf(enough.Candidate.Plain.Steps);
        var best = enough;
        for (var round = 0; round < Rounds; round++)
        {
            var before = best;
            foreach (var values in Changes)
            {
                var changed = BestOf([.. values(best.Candidate)], price);
                if (changed is not null && TimeAtEqualLikeness(changed, price) < TimeAtEqualLikeness(best, price))
                {
                    better(best = changed);
                }
            }

            if (best == before)
            {
                break;
            }
        }

        var reached = WithStepsFor(psnr, best.Candidate);
        return reached is not null && reached.Seconds < enough.Seconds ? reached : enough;
    }

    /// <summary>What can be changed, one thing each: the values that it could have instead.</summary>
    private IEnumerable<Func<Candidate, IEnumerable<Candidate>>> Changes =>
    [
        c => dtypes.Where(dtype => dtype != c.Dtype).Select(dtype => c with { Dtype = dtype }),
        c => Thresholds.Select(t => Merging(c.Merge) with { Threshold = t }).Concat([KeysMerged, MergeOptions.None]).Select(m => c with { Merge = m }),
        c => c.Merge.Method == MergeMethod.None ? [] : Checkpoints.Select(calls => c with { Merge = c.Merge with { Checkpoints = calls } }),
        c => c.Merge.Method == MergeMethod.None ? [] : [c with { Merge = c.Merge with { KeysOnly = !c.Merge.KeysOnly } }],
        c => c.Merge.Method == MergeMethod.None ? [] : [c with { Merge = c.Merge with { Corrected = !c.Merge.Corrected } }],
        c => Saving.All.Select(saving => c with { Saving = saving }),
        c => new[] { -1, 1, 2, 4 }.Select(more => WithSteps(c, c.Plain.Steps + more)).OfType<Candidate>(),
    ];

    /// <summary>Keys bear much more merging than whole tokens: a start of their own.</summary>
    private static MergeOptions KeysMerged { get; } =
        new() { Method = MergeMethod.CaToMe, Threshold = Thresholds[^1], Checkpoints = CheckpointSchedule.Parse("every-3"), KeysOnly = true };

    private static MergeOptions Merging(MergeOptions merge) =>
        merge.Method == MergeMethod.None ? new MergeOptions { Method = MergeMethod.CaToMe, Checkpoints = CheckpointSchedule.Parse("every-3") } : merge;

    private Candidate? WithSteps(Candidate candidate, int steps) =>
        steps < PlainSearch.Fewest ? null : candidate with { Plain = plain.Best(steps).Candidate.Plain };

    /// <summary>The best of some candidates on all prompts; null where there is none.</summary>
    private Measured? BestOf(IReadOnlyList<Candidate> candidates, double price) => candidates
        .OrderBy(candidate => TimeAtEqualLikeness(trials.Measure([prompts[0]], candidate), price)).Take(2)
        .Select(candidate => trials.Measure(prompts, candidate)).MinBy(measured => TimeAtEqualLikeness(measured, price));

    /// <summary>The fewest steps with which a candidate reaches a likeness; null where a few more than it has do not do.</summary>
    private Measured? WithStepsFor(double psnr, Candidate candidate)
    {
        var steps = candidate.Plain.Steps;
        var tried = Enumerable.Range(steps - 1, MoreSteps).Select(n => WithSteps(candidate, n)).OfType<Candidate>();
        return tried.Select(c => trials.Measure(prompts, c)).FirstOrDefault(measured => measured.Psnr >= psnr);
    }

    /// <summary>What 1 dB costs in plain runs of about so many steps: a factor of their time.</summary>
    private double PriceOf(int steps)
    {
        var more = steps + 2;
        var gained = Math.Max(1, plain.Best(more).Psnr - plain.Best(steps).Psnr);
        return Math.Pow((double)more / steps, 1 / gained);
    }

    /// <summary>In seconds, but for a factor that all share.</summary>
    private static double TimeAtEqualLikeness(Measured measured, double price) => measured.Seconds * Math.Pow(price, -measured.Psnr);
}
