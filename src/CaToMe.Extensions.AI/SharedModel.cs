namespace CaToMe.Extensions.AI;

/// <summary>A model that is loaded when it is first asked for, once, however many ask; a failed loading is tried again by the next who asks.</summary>
/// <param name="load">Loads it.</param>
/// <param name="isOwned">Whether it ends with this.</param>
internal sealed class SharedModel(Func<CancellationToken, Task<DiffusionPipeline>> load, bool isOwned) : IDisposable
{
    private readonly Lock gate = new();
    private readonly CancellationTokenSource ending = new();
    private Task<DiffusionPipeline>? loading;
    private bool isDisposed;

    /// <summary>Cancelled when this is disposed.</summary>
    internal CancellationToken Ending => ending.Token;

    /// <summary>The model, loaded. A caller who cancels stops waiting; the others get it all the same.</summary>
    internal Task<DiffusionPipeline> GetAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, typeof(CaToMeImageGenerator));
            if (loading is null or { IsFaulted: true } or { IsCanceled: true })
            {
                loading = load(ending.Token);
            }

            return loading.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Cancels loading and runs, and frees the model when they have ended.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
        }

        ending.Cancel();
        if (isOwned && loading is not null)
        {
            Task.WhenAny(loading).GetAwaiter().GetResult(); // whoever waited for it has its error
            if (loading.IsCompletedSuccessfully)
            {
                loading.Result.Dispose();
            }
        }

        // The source stays: a run that begins in this moment still asks for its token.
    }
}
