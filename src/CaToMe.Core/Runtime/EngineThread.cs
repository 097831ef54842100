using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;

namespace CaToMe.Runtime;

/// <summary>
/// The one thread on which a pipeline computes. TorchSharp's dispose scopes and gradient mode belong to a thread, so work is
/// queued here and runs to its end without changing threads. Callers from several threads take turns.
/// </summary>
internal sealed class EngineThread : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    internal EngineThread()
    {
        NativeRuntime.Load(); // the thread needs it from its first line
        thread = MainHeapThread.Start(RunAll, "CaToMe engine");
    }

    /// <summary>Queues work. While it waits for its turn it is cancelled at once; from then on it looks at the token itself.</summary>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed, before or while the work waited for its turn.</exception>
    /// <exception cref="InvalidOperationException">It is called from work of this thread, which would wait for itself.</exception>
    internal Task<T> RunAsync<T>(Func<T> action, CancellationToken cancellationToken = default)
    {
        RefuseOnOwnThread();
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = cancellationToken.Register(() => done.TrySetCanceled(cancellationToken));
        try
        {
            work.Add(() =>
            {
                waiting.Dispose();
                if (work.IsAddingCompleted)
                {
                    done.TrySetException(new ObjectDisposedException(nameof(DiffusionPipeline)));
                }
                else if (!done.Task.IsCompleted)
                {
                    Complete(done, action);
                }
            }, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            waiting.Dispose();
            throw new ObjectDisposedException(nameof(DiffusionPipeline));
        }

        return done.Task;
    }

    /// <summary>Waits for the work in progress, then ends the thread. What waits for its turn is not done.</summary>
    /// <exception cref="InvalidOperationException">It is called from work of this thread.</exception>
    public void Dispose()
    {
        RefuseOnOwnThread();
        if (!work.IsAddingCompleted)
        {
            work.CompleteAdding();
        }

        thread.Join();
    }

    private void RefuseOnOwnThread()
    {
        if (Thread.CurrentThread == thread)
        {
            throw new InvalidOperationException(
                "A run's progress cannot draw with the same pipeline, or dispose of it: the run is not done. "
                + "Do it after the run, or cancel the run.");
        }
    }

    private static void Complete<T>(TaskCompletionSource<T> done, Func<T> action)
    {
        try
        {
            done.SetResult(InScope(action));
        }
        catch (OperationCanceledException e)
        {
            done.SetCanceled(e.CancellationToken);
        }
        catch (ExternalException e)
        {
            done.SetException(new CaToMeException(LibTorchError.Describe(e, "Draw smaller pictures, or fewer at once (Width, Height, Batch)."), e));
        }
        catch (Exception e)
        {
            done.SetException(e);
        }
    }

    /// <summary>What the work leaves behind is freed before its caller hears of the result.</summary>
    private static T InScope<T>(Func<T> action)
    {
        using var scope = torch.NewDisposeScope();
        return action();
    }

    private void RunAll()
    {
        using var inference = torch.inference_mode();
        foreach (var action in work.GetConsumingEnumerable())
        {
            action();
        }
    }
}
