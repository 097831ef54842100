using System.Globalization;
using CaToMe.Merging;
using CaToMe.Sampling;

namespace CaToMe.Tuning;

/// <summary>Measures what was found on prompts that took no part in the search, beside plain runs and CA-ToMe on them.</summary>
/// <param name="trials">Draws.</param>
/// <param name="prompts">The prompts.</param>
/// <param name="plain">The best plain run of each number of steps.</param>
/// <param name="caToMe">CA-ToMe's recommended settings.</param>
internal sealed class Validation(Trials trials, IReadOnlyList<string> prompts, PlainSearch plain, MergeOptions caToMe)
{
    /// <summary>Measures.</summary>
    /// <param name="enough">Steps of the plain runs that reach the likenesses that were looked for.</param>
    /// <param name="found">What was found.</param>
    internal IReadOnlyList<FrontierPoint> Measure(IReadOnlyList<int> enough, IReadOnlyList<(string Name, Measured Measured)> found)
    {
        var runs = Around(enough, -1, 1);
        var types = found.Select(f => f.Measured.Candidate.Dtype).Distinct().Where(dtype => runs[0].Dtype != dtype);
        IReadOnlyList<(FrontierKind Kind, string Label, Candidate Candidate)> all =
        [
            .. runs.Select(run => (FrontierKind.Plain, Describe(run), run)),
            .. types.SelectMany(dtype => runs.Select(run => (FrontierKind.PlainInType, $"{Describe(run)}, {dtype}", run with { Dtype = dtype }))),
            .. Around(enough, 0).Select(run => (FrontierKind.CaToMe, $"{Describe(run)}, {caToMe}", run with { Merge = caToMe })),
            .. found.Select(f => (FrontierKind.Recipe, f.Name, f.Measured.Candidate)),
        ];
        foreach (var prompt in prompts) // one after another: a slow minute of the machine is shared by all
        {
            foreach (var (_, _, candidate) in all)
            {
                trials.Draw(prompt, candidate);
            }
        }

        return [.. all.Select(point => Point(point.Kind, point.Label, trials.Measure(prompts, point.Candidate)))];
    }

    private List<Candidate> Around(IReadOnlyList<int> enough, params int[] more) =>
    [
        .. enough.SelectMany(n => more.Select(m => n + m)).Where(n => n >= PlainSearch.Fewest).Distinct().Order().Select(n => plain.Best(n).Candidate),
    ];

    private static FrontierPoint Point(FrontierKind kind, string label, Measured measured) =>
        new(kind, label, measured.Seconds, measured.Psnr, measured.WorstPsnr);

    private static string Describe(Candidate run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Plain.Sampler}, {run.Plain.Steps} steps{Describe(run.Plain.Schedule)}");

    private static string Describe(TimestepSchedule? schedule) =>
        schedule is null ? "" : schedule.Timesteps is null ? $", {schedule}" : ", found timesteps";
}
