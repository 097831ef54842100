using CaToMe.Hub;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>How far a download is: a bar on a terminal, a line for each tenth elsewhere.</summary>
internal sealed class HubProgressBar(Action<HubProgress> show) : IProgress<HubProgress>
{
    private readonly Lock turn = new();

    /// <summary>Works with it.</summary>
    internal static Task<string> Show(Terminal terminal, Func<IProgress<HubProgress>, Task<string>> work)
    {
        if (terminal.IsLive)
        {
            return terminal.Bar.StartAsync(context =>
            {
                var bar = context.AddTask("starting", maxValue: 1);
                return work(new HubProgressBar(p =>
                    (bar.Value, bar.Description) = (Share(p), Markup.Escape(terminal.Beside(Numbers.Bytes(p.Done), Terminal.OneLine(p.File))))));
            });
        }

        var tenths = 0;
        return work(new HubProgressBar(p =>
        {
            if ((int)(10 * Share(p)) is var now && now > tenths)
            {
                tenths = now;
                terminal.Say($"{10 * now} %");
            }
        }));
    }

    /// <summary>Several files are fetched at once.</summary>
    public void Report(HubProgress value)
    {
        lock (turn)
        {
            show(value);
        }
    }

    private static double Share(HubProgress progress) => progress.Total > 0 ? (double)progress.Done / progress.Total : 1;
}
