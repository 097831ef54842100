using System.Runtime.InteropServices;
using CaToMe.Tool.Output;

namespace CaToMe.Tool;

/// <summary>Ctrl+C and SIGTERM: the first one cancels the work in hand, another one ends the process at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();
    private readonly PosixSignalRegistration[] registrations;

    internal Interruption()
    {
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];
        registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, Handle));
    }

    internal CancellationToken Token => cancellation.Token;

    /// <summary>What a process that was cancelled tells its caller.</summary>
    internal int ExitCode { get; private set; } = Tool.ExitCode.Cancelled;

    public void Dispose()
    {
        Array.ForEach(registrations, r => r.Dispose());
        cancellation.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = context.Signal != PosixSignal.SIGQUIT && !cancellation.IsCancellationRequested;
        if (!context.Cancel)
        {
            Terminal.ShowCursor(); // The process ends without another line of ours.
            return;
        }

        ExitCode = context.Signal == PosixSignal.SIGTERM ? Tool.ExitCode.Terminated : Tool.ExitCode.Cancelled;
        cancellation.Cancel();
    }
}
