using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Sampling;

namespace CaToMe.Tuning;

/// <summary>
/// The yardstick: for each number of steps the sampler and the timesteps whose pictures are most like the converged ones, with nothing left out.
/// All are drawn with the first prompt, the best two with the others.
/// </summary>
/// <param name="trials">Draws.</param>
/// <param name="template">Size, seed and guidance scale.</param>
/// <param name="prompts">The prompts.</param>
/// <param name="dtype">The type.</param>
/// <param name="found">Timesteps that a search found, for a number of steps.</param>
internal sealed class PlainSearch(
    Trials trials, GenerationRequest template, IReadOnlyList<string> prompts, string dtype, Func<int, IEnumerable<TimestepSchedule>> found)
{
    /// <summary>With fewer steps nothing of use is drawn.</summary>
    internal const int Fewest = FoundTimesteps.FewestSteps;

    private const int Most = FoundTimesteps.MostSteps;

    private static readonly string[] Samplers = ["unipc", "dpm++2m"];

    private readonly Dictionary<int, Measured> known = [];

    /// <summary>The best of a number of steps.</summary>
    internal Measured Best(int steps)
    {
        if (!known.TryGetValue(steps, out var best))
        {
            IReadOnlyList<TimestepSchedule?> schedules = [null, TimestepSchedule.Parse("ays"), .. found(steps)];
            known[steps] = best = Samplers.SelectMany(sampler => schedules.Select(schedule => Candidate(steps, sampler, schedule)))
                .OrderByDescending(candidate => trials.Draw(prompts[0], candidate).Psnr).Take(2).ToList()
                .Select(candidate => trials.Measure(prompts, candidate)).MaxBy(measured => measured.Psnr)!;
        }

        return best;
    }

    /// <summary>The fewest steps that reach a likeness, found by halving; null where none up to a limit do.</summary>
    internal Measured? Reaching(double psnr)
    {
        var (few, enough) = (Fewest - 1, Fewest); // few do not reach it
        while (Best(enough).Psnr < psnr)
        {
            if (enough == Most)
            {
                return null;
            }

            (few, enough) = (enough, Math.Min(2 * enough, Most));
        }

        while (enough - few > 1)
        {
            var middle = (few + enough) / 2;
            (few, enough) = Best(middle).Psnr >= psnr ? (few, middle) : (middle, enough);
        }

        return Best(enough);
    }

    /// <summary>The most steps that take no longer than a time, one by one from what their number makes likely; null where the fewest take longer.</summary>
    /// <param name="seconds">The time.</param>
    /// <param name="usual">A run whose time is known.</param>
    internal Measured? Within(double seconds, Measured usual)
    {
        var steps = Math.Clamp((int)(usual.Candidate.Plain.Steps * seconds / usual.Seconds), Fewest, Most);
        while (steps < Most && Best(steps).Seconds <= seconds)
        {
            steps++;
        }

        while (steps >= Fewest && Best(steps).Seconds > seconds)
        {
            steps--;
        }

        return steps < Fewest ? null : Best(steps);
    }

    private Candidate Candidate(int steps, string sampler, TimestepSchedule? schedule) =>
        Tuning.Candidate.Whole(template with { Steps = steps, Sampler = sampler, Schedule = schedule, Merge = MergeOptions.None }, dtype);
}
