using CaToMe.Studies;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>How far a study is: records, a bar on a terminal, a line now and then elsewhere.</summary>
internal static class StudyProgressDisplay
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>Shows it while the work goes on.</summary>
    /// <typeparam name="T">The work's result.</typeparam>
    /// <param name="terminal">Where.</param>
    /// <param name="json">Whether as records on standard output.</param>
    /// <param name="run">The work, which is given what to tell.</param>
    internal static Task<T> Show<T>(Terminal terminal, bool json, Func<IProgress<StudyProgress>, Task<T>> run)
    {
        if (json)
        {
            return run(new Teller(p => terminal.Result(new StudyProgressRecord(p).ToJson())));
        }

        if (!terminal.IsLive)
        {
            var last = DateTime.MinValue;
            return run(new Teller(p =>
            {
                if (DateTime.UtcNow - last >= LineInterval)
                {
                    last = DateTime.UtcNow;
                    terminal.Say(Line(p));
                }
            }));
        }

        return terminal.Bar.StartAsync(context =>
        {
            var bar = context.AddTask("starting", maxValue: 1);
            return run(new Teller(p => (bar.Value, bar.Description) =
                (p.Pictures == 0 ? 1 : (double)(p.Known + p.Drawn) / p.Pictures, Markup.Escape(terminal.Beside(Line(p))))));
        });
    }

    private static string Line(StudyProgress progress)
    {
        var left = progress.TimeLeft is { } time && progress.Current is not null ? $", {Numbers.Duration(time)} left" : "";
        return $"{progress.Known + progress.Drawn} of {progress.Pictures}{left}{(progress.Current is { } current ? $", {current}" : "")}";
    }

    private sealed class Teller(Action<StudyProgress> tell) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => tell(value);
    }
}
