using System.Diagnostics;
using CaToMe.Requests;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CaToMe.Tool.Output;

/// <summary>Shows how far a command's runs are: a live bar on a terminal, a line now and then elsewhere.</summary>
/// <param name="terminal">Where.</param>
/// <param name="runs">How many runs the command has in all.</param>
internal sealed class RunProgress(Terminal terminal, int runs)
{
    /// <summary>Without a terminal, a line this often.</summary>
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    /// <summary>How often the bar is drawn, and a preview above it with it.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly RunSeries series = new(runs);
    private readonly Stopwatch sinceLine = Stopwatch.StartNew();

    /// <summary>Does the next run, or several. The bar is gone afterwards, so that results can be written before the next one.</summary>
    /// <param name="title">What is being done; may be empty.</param>
    /// <param name="work">Does it.</param>
    internal Task<T> Show<T>(string title, Func<IProgress<GenerationProgress>, Task<T>> work) =>
        terminal.IsLive ? ShowBar(title, work) : work(new Reports(value => Say([.. series.Follow(value), title])));

    private async Task<T> ShowBar<T>(string title, Func<IProgress<GenerationProgress>, Task<T>> work)
    {
        IRenderable? preview = null;
        var display = terminal.Bar.UseRenderHook((bar, _) => preview is null ? bar : new Rows(preview, bar));
        display.RefreshRate = Refresh;
        return await display.StartAsync(context =>
        {
            var bar = context.AddTask(Markup.Escape(title.Length > 0 ? terminal.Beside(title) : "starting"), maxValue: 1);
            bar.Value = series.Share;
            return work(new Reports(value =>
            {
                var description = terminal.Beside([.. series.Follow(value), title]);
                (bar.Value, bar.Description) = (series.Share, Markup.Escape(description));
                preview = value.Previews is [var first, ..] && terminal.ShowsPictures ? terminal.Picture(first) : preview;
            }));
        });
    }

    private void Say(IReadOnlyList<string> parts)
    {
        if (sinceLine.Elapsed >= LineInterval)
        {
            terminal.Say(string.Join(", ", parts.Where(p => p.Length > 0)));
            sinceLine.Restart();
        }
    }

    /// <summary>Hands reports on at once, where <see cref="Progress{T}"/> posts them.</summary>
    private sealed class Reports(Action<GenerationProgress> follow) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => follow(value);
    }
}
