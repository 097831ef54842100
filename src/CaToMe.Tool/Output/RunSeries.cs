using System.Globalization;
using CaToMe.Requests;

namespace CaToMe.Tool.Output;

/// <summary>How far a number of runs, one after another, are.</summary>
/// <param name="expected">How many runs are expected.</param>
internal sealed class RunSeries(int expected)
{
    private int run;
    private int lastCall = int.MaxValue;
    private TimeSpan finished, current;

    /// <summary>The share that is done, 0 to 1.</summary>
    internal double Share { get; private set; }

    private int Runs => Math.Max(run, expected);

    /// <summary>Takes a run's report: a call that is no later than the last one begins the next run.</summary>
    /// <param name="value">The report.</param>
    /// <returns>What says it in words, what matters most first.</returns>
    internal IReadOnlyList<string> Follow(GenerationProgress value)
    {
        if (value.Call <= lastCall)
        {
            run++;
            finished += current;
        }

        (lastCall, current) = (value.Call, value.Elapsed);
        Share = (run - 1 + ((double)value.Call / value.Calls)) / Runs;
        return [.. InWords(value)];
    }

    private IEnumerable<string> InWords(GenerationProgress value)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"step {value.Step} of {value.Steps}");
        if (value.Step > 0 && value.Remaining is { } remaining)
        {
            yield return $"{Numbers.Duration(remaining + AfterThisRun(value.Elapsed + remaining))} left";
        }

        if (value.Step > 0 && value.MergedShare > 0)
        {
            yield return $"{Numbers.Share(value.MergedShare)} merged";
        }

        if (Runs > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"run {run} of {Runs}");
        }
    }

    /// <summary>The time of the runs to come, which take as long as those so far on average.</summary>
    private TimeSpan AfterThisRun(TimeSpan thisRun) => (finished + thisRun) / run * (Runs - run);
}
