using CaToMe.Weights;

namespace CaToMe.Models;

/// <summary>Follows the reading of a model's weights: says how far it is after each tensor, and ends it when it is cancelled.</summary>
/// <param name="progress">Is told; null tells nobody.</param>
/// <param name="cancellationToken">Takes effect before the next tensor.</param>
internal sealed class Loading(IProgress<LoadingProgress>? progress, CancellationToken cancellationToken)
{
    private long read;
    private string latest = "";

    /// <summary>How many numbers are to be read.</summary>
    internal long Numbers { get; private set; }

    /// <summary>Counts what is to be read.</summary>
    internal void Expect(IEnumerable<ITensorSource> components) =>
        Numbers = components.Sum(c => c.Names.Sum(n => c.ShapeOf(n)!.Aggregate(1L, (product, size) => product * size)));

    /// <summary>What the reader of a component's weights calls before each tensor, with its number of parameters.</summary>
    internal Action<long> Of(string component) => parameters =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        (read, latest) = (read + parameters, component);
        progress?.Report(new LoadingProgress(component, read, Numbers));
    };

    /// <summary>The model is loaded: reports the whole of it, also where a component's file held less than was expected.</summary>
    internal void Complete() => progress?.Report(new LoadingProgress(latest, Numbers, Numbers));

    internal void ThrowIfCancelled() => cancellationToken.ThrowIfCancellationRequested();
}
