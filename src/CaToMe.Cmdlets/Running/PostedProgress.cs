namespace CaToMe.Running;

/// <summary>Hands each report of the engine to the pipeline's thread. (Progress&lt;T&gt; would use any thread.)</summary>
/// <param name="post">Posts to the pipeline's thread.</param>
/// <param name="show">Runs there.</param>
internal sealed class PostedProgress<T>(Action<Action> post, Action<T> show) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => post(() => show(value));
}
