using CaToMe.Weights;

namespace CaToMe.Models;

/// <summary>Follows the reading of a model's weights: says how far it is after each tensor, and ends it when it is cancelled.</summary>
/// <param name="progress">Is told; null tells nobody.</param>
/// <param name="cancellationToken">Takes effect before the next tensor.</param>
internal sealed class Loading(IProgress<LoadingProgress>? progress, CancellationToken cancellationToken)
{
    private long total, read;

    /// <summary>Counts what is to be read.</summary>
    internal void Expect(IEnumerable<ITensorSource> components) =>
        total = components.Sum(c => c.Names.Sum(n => c.ShapeOf(n)!.Aggregate(1L, (product, size) => product * size)));

    /// <summary>What the reader of a component's weights calls before each tensor, with its number of parameters.</summary>
    internal Action<long> Of(string component) => parameters =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        read += parameters;
        progress?.Report(new LoadingProgress(component, read, total));
    };

    /// <summary>All that is needed has been read.</summary>
    internal void Done(string component) => progress?.Report(new LoadingProgress(component, total, total));

    internal void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();
}
