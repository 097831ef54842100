using System.Diagnostics;
using System.Globalization;
using CaToMe.Requests;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>Follows one run, or a known number of them one after another, and says how far they are.</summary>
/// <param name="title">What is being done; may be empty.</param>
/// <param name="runs">How many runs are expected.</param>
/// <param name="show">Given the share that is done, 0 to 1, and a line that says it in words.</param>
internal sealed class RunProgress(string title, int runs, Action<double, string> show) : IProgress<GenerationProgress>
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
                return work(new RunProgress(title, runs, (share, text) => (bar.Value, bar.Description) = (share, Markup.Escape(terminal.Beside(text)))));
            });
        }

        var sinceLine = Stopwatch.StartNew();
        return work(new RunProgress(title, runs, (_, text) =>
        {
            if (sinceLine.Elapsed >= LineInterval)
            {
                terminal.Say(text);
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
        var which = expected > 1 ? string.Create(CultureInfo.InvariantCulture, $"run {run} of {expected}, ") : "";
        show((run - 1 + ((double)value.Call / value.Calls)) / expected, $"{which}{InWords(value)}{(title.Length > 0 ? $": {title}" : "")}");
    }

    private static string InWords(GenerationProgress progress)
    {
        var step = string.Create(CultureInfo.InvariantCulture, $"step {progress.Step} of {progress.Steps}");
        var left = progress.Remaining is { } remaining ? $", {Numbers.Duration(remaining)} left" : "";
        var merged = progress.MergedShare > 0 ? $", {Numbers.Share(progress.MergedShare)} merged" : "";
        return step + left + merged;
    }
}
