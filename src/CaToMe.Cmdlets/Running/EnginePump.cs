using System.Threading.Channels;

namespace CaToMe.Running;

/// <summary>
/// Runs work of the engine on another thread and what it reports on the pipeline's: PowerShell accepts objects, progress
/// and messages on that thread alone.
/// </summary>
internal static class EnginePump
{
    /// <summary>Runs the work and, as they come, its reports; returns when both are done.</summary>
    /// <param name="work">Gets a way to post to the pipeline's thread, and a token.</param>
    /// <param name="stopping">Cancelled when the pipeline is stopped.</param>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    internal static void Run(Action<Action<Action>, CancellationToken> work, CancellationToken stopping)
    {
        var reports = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var token = cancellation.Token;
        var task = Task.Run(() =>
        {
            try
            {
                work(report => reports.Writer.TryWrite(report), token);
            }
            finally
            {
                reports.Writer.Complete();
            }
        }, CancellationToken.None);

        try
        {
            while (reports.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
            {
                while (reports.Reader.TryRead(out var report))
                {
                    report();
                }
            }
        }
        catch
        {
            // The pipeline ended in a report (Select-Object -First, Ctrl+C): the engine stops before anyone goes on.
            cancellation.Cancel();
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
            throw;
        }

        task.GetAwaiter().GetResult();
    }
}
