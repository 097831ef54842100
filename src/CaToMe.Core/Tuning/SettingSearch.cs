using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.Sampling;

namespace CaToMe.Tuning;

/// <summary>
/// Looks for the fastest settings by changing one at a time. Settings that differ in likeness are compared by their time at equal likeness: what
/// they would take if the difference were made up by steps, as in plain runs. All values of a setting are drawn with the first prompt; the best
/// two with the others, unless the first prompt already tells against them. A search begins with what the one before it found.
/// </summary>
/// <param name="trials">Draws.</param>
/// <param name="plain">The best plain run of each number of steps.</param>
/// <param name="prompts">The prompts.</param>
/// <param name="dtypes">The types to choose from.</param>
internal sealed class SettingSearch(Trials trials, PlainSearch plain, IReadOnlyList<string> prompts, IReadOnlyList<string> dtypes)
{
    private const int Rounds = 2;
    private const int MoreSteps = 6;

    /// <summary>How much worse than the best a value may be on the first prompt and still be drawn with the others.</summary>
    private const double Leeway = 1.05;

    private static readonly double[] Thresholds = [0.97, 0.92, 0.8, 0.5];

    private static readonly CheckpointSchedule[] Checkpoints =
        [CheckpointSchedule.EveryCall, .. new[] { 2, 3, 4 }.Select(n => CheckpointSchedule.Parse($"every-{n}"))];

    private Candidate? found; // by the search before

    /// <summary>The fastest settings that reach a likeness.</summary>
    /// <param name="psnr">The likeness, in dB.</param>
    /// <param name="enough">The plain run that reaches it.</param>
    /// <param name="better">Told of each that is better than all before.</param>
    internal Measured Fastest(double psnr, Measured enough, Action<Measured> better)
    {
        var types = dtypes.Select(dtype => enough.Candidate with { Dtype = dtype });
        var fastest = enough;
        foreach (var candidate in WayToBest(enough, better).Select(measured => measured.Candidate).Reverse().Concat(types).Distinct())
        {
            fastest = From(candidate, candidate.Plain.Steps - 1).TakeWhile(measured => measured.Seconds < fastest.Seconds)
                .FirstOrDefault(measured => measured.Psnr >= psnr) ?? fastest;
        }

        return fastest;
    }

    /// <summary>The settings that are most like, among those that take no longer than a time.</summary>
    /// <param name="seconds">The time of a picture.</param>
    /// <param name="within">The plain run that takes no longer.</param>
    /// <param name="better">Told of each that is better than all before.</param>
    internal Measured Likest(double seconds, Measured within, Action<Measured> better)
    {
        var best = WayToBest(within, better)[^1];
        var more = (int)(best.Candidate.Plain.Steps * seconds / best.Seconds) - best.Candidate.Plain.Steps;
        var fitting = From(best.Candidate, best.Candidate.Plain.Steps + more - (MoreSteps / 2)).Where(measured => measured.Seconds <= seconds);
        return fitting.Append(within).MaxBy(measured => measured.Psnr)!;
    }

    /// <summary>
    /// The way to the settings that take least at equal likeness, these last. Where merging bears no more likeness, however many steps there are, what
    /// was found before it may.
    /// </summary>
    private List<Measured> WayToBest(Measured enough, Action<Measured> better)
    {
        var price = PriceOf(enough.Candidate.Plain.Steps);
        var best = found is null ? enough : BestOf([found with { Plain = enough.Candidate.Plain }, enough.Candidate], enough, price)!;
        var way = new List<Measured> { best };
        for (var round = 0; round < Rounds; round++)
        {
            var before = best;
            foreach (var values in Changes)
            {
                var changed = BestOf([.. values(best.Candidate)], best, price);
                if (changed is not null && TimeAtEqualLikeness(changed, price) < TimeAtEqualLikeness(best, price))
                {
                    better(best = changed);
                    way.Add(best);
                }
            }

            if (best == before)
            {
                break;
            }
        }

        found = best.Candidate;
        return way;
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
        c => new[] { -1, 1, 3 }.Select(more => WithSteps(c, c.Plain.Steps + more)).OfType<Candidate>(),
    ];

    /// <summary>Keys bear much more merging than whole tokens: a start of their own.</summary>
    private static MergeOptions KeysMerged { get; } =
        new() { Method = MergeMethod.CaToMe, Threshold = Thresholds[^1], Checkpoints = CheckpointSchedule.Parse("every-3"), KeysOnly = true };

    private static MergeOptions Merging(MergeOptions merge) =>
        merge.Method == MergeMethod.None ? new MergeOptions { Method = MergeMethod.CaToMe, Checkpoints = CheckpointSchedule.Parse("every-3") } : merge;

    private Candidate? WithSteps(Candidate candidate, int steps) =>
        steps is < PlainSearch.Fewest or > FoundTimesteps.MostSteps ? null : candidate with { Plain = plain.Best(steps).Candidate.Plain };

    /// <summary>The best of some candidates on all prompts; null where none may be better than the best so far.</summary>
    private Measured? BestOf(IReadOnlyList<Candidate> candidates, Measured best, double price)
    {
        double OnFirst(Candidate candidate) => TimeAtEqualLikeness(trials.Measure([prompts[0]], candidate), price);
        return candidates.Where(candidate => OnFirst(candidate) < Leeway * OnFirst(best.Candidate)).OrderBy(OnFirst).Take(2)
            .Select(candidate => trials.Measure(prompts, candidate)).MinBy(measured => TimeAtEqualLikeness(measured, price));
    }

    /// <summary>A candidate with more and more steps.</summary>
    private IEnumerable<Measured> From(Candidate candidate, int steps) => Enumerable.Range(steps, MoreSteps)
        .Select(n => WithSteps(candidate, n)).OfType<Candidate>().Select(c => trials.Measure(prompts, c));

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
