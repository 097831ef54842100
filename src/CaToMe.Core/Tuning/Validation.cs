using System.Globalization;
using CaToMe.Sampling;

namespace CaToMe.Tuning;

/// <summary>Measures what was found on prompts that took no part in the search, beside plain runs and CA-ToMe on them.</summary>
/// <param name="trials">Draws.</param>
/// <param name="prompts">The prompts.</param>
/// <param name="plain">The best plain run of each number of steps.</param>
/// <param name="caToMe">CA-ToMe's recommended settings.</param>
/// <param name="stage">Told what is measured.</param>
internal sealed class Validation(Trials trials, IReadOnlyList<string> prompts, PlainSearch plain, Way caToMe, Action<string> stage)
{
    /// <summary>Measures.</summary>
    /// <param name="aims">The likenesses that were looked for, in dB.</param>
    /// <param name="found">What was found.</param>
    internal IReadOnlyList<FrontierPoint> Measure(IReadOnlyList<double> aims, IReadOnlyList<(string Name, Measured Measured)> found)
    {
        stage("Other prompts");
        var steps = aims.Select(aim => plain.Reaching(aim)?.Candidate.Plain.Steps).OfType<int>().ToList();
        var runs = steps.SelectMany(n => new[] { n - 1, n, n + 1, n + 2 }).Where(n => n >= 4).Distinct().Order().Select(n => plain.Best(n).Candidate).ToList();
        return
        [
            .. runs.Select(run => Point(FrontierKind.Plain, Describe(run), run)),
            .. runs.Select(run => Point(FrontierKind.CaToMe, $"{Describe(run)}, {caToMe.Merge}", run with { Way = caToMe })),
            .. found.Select(f => Point(FrontierKind.Recipe, f.Name, f.Measured.Candidate)),
        ];
    }

    private FrontierPoint Point(FrontierKind kind, string label, Candidate candidate)
    {
        var measured = trials.Measure(prompts, candidate);
        return new FrontierPoint(kind, label, measured.Seconds, measured.Psnr, measured.WorstPsnr);
    }

    private static string Describe(Candidate run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Plain.Sampler}, {run.Plain.Steps} steps{Describe(run.Plain.Schedule)}");

    private static string Describe(TimestepSchedule? schedule) =>
        schedule is null ? "" : schedule.Timesteps is null ? $", {schedule}" : ", found timesteps";
}
