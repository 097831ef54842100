using CaToMe.Runtime;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>How far an installation is: a bar on a terminal, a line for each phase elsewhere.</summary>
internal sealed class InstallProgressBar(Action<InstallProgress> show) : IProgress<InstallProgress>
{
    /// <summary>Works with it.</summary>
    internal static Task<string> Show(Terminal terminal, Func<IProgress<InstallProgress>, Task<string>> work)
    {
        if (terminal.IsLive)
        {
            return terminal.Bar.StartAsync(context =>
            {
                var bar = context.AddTask("starting", maxValue: 1);
                return work(new InstallProgressBar(
                    p => (bar.Value, bar.Description) = (Share(p), Markup.Escape(terminal.Beside(p.Phase, Numbers.Bytes(p.Done))))));
            });
        }

        string? phase = null;
        return work(new InstallProgressBar(p =>
        {
            if (phase != p.Phase)
            {
                terminal.Say($"{phase = p.Phase} ...");
            }
        }));
    }

    public void Report(InstallProgress value) => show(value);

    private static double Share(InstallProgress progress) => progress.Total is > 0 and var total ? (double)progress.Done / total : 0;
}
