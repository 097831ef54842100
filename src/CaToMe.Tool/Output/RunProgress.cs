using System.Diagnostics;
using System.Globalization;
using CaToMe.Requests;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>Follows one run, or a known number of them one after another, and says how far they are.</summary>
/// <param name="title">What is being done; may be empty.</param>
/// <param name="runs">How many runs are expected.</param>
/// <param name="show">Given the share that is done, 0 to 1, and what says it in words, what matters most first.</param>
internal sealed class RunProgress(string title, int runs, Action<double, IReadOnlyList<string>> show) : IProgress<GenerationProgress>
{
    /// <summary>Without a terminal, a line this often.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private int run;
    private int lastCall = int.MaxValue;

    /// <summary>Works with a live bar on a terminal, with a line now and then elsewhere.</summary>
    internal static Task<T> Show<T>(Terminal terminal, string title, int runs, Func<IProgress<GenerationProgress>, Task<T>> work)
    {
        if (terminal.IsLive)
        {
            return terminal.Bar.StartAsync(context =>
            {
                var bar = context.AddTask(Markup.Escape(title.Length > 0 ? terminal.Beside(title) : "starting"), maxValue: 1);
                return work(new RunProgress(title, runs, (share, parts) => (bar.Value, bar.Description) = (share, Markup.Escape(terminal.Beside(parts)))));
            });
        }

        var sinceLine = Stopwatch.StartNew();
        return work(new RunProgress(title, runs, (_, parts) =>
        {
            if (sinceLine.Elapsed >= LineInterval)
            {
                terminal.Say(string.Join(", ", parts));
                sinceLine.Restart();
            }
        }));
    }

    public void Report(GenerationProgress value)
    {
        if (value.Call <= lastCall)
        {
            run++;
        }

        lastCall = value.Call;
        var expected = Math.Max(run, runs);
        show(
            (run - 1 + ((double)value.Call / value.Calls)) / expected,
            [.. InWords(value), .. Which(expected), .. title.Length > 0 ? [title] : Array.Empty<string>()]);
    }

    private string[] Which(int expected) => expected > 1 ? [string.Create(CultureInfo.InvariantCulture, $"run {run} of {expected}")] : [];

    private static IEnumerable<string> InWords(GenerationProgress progress)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"step {progress.Step} of {progress.Steps}");
        if (progress.Remaining is { } remaining)
        {
            yield return $"{Numbers.Duration(remaining)} left";
        }

        if (progress.MergedShare > 0)
        {
            yield return $"{Numbers.Share(progress.MergedShare)} merged";
        }
    }
}
