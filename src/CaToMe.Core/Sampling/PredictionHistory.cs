using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>The latest predictions of a multistep method. They outlive the caller's dispose scopes until they are pushed out or disposed.</summary>
internal sealed class PredictionHistory(int capacity) : IDisposable
{
    private readonly List<Tensor> predictions = [];

    /// <summary>A kept prediction; age 0 is the latest.</summary>
    internal Tensor this[int age] => predictions[age];

    /// <summary>Keeps a prediction, which is the history's from now on.</summary>
    internal void Add(Tensor prediction)
    {
        predictions.Insert(0, prediction.DetachFromDisposeScope());
        if (predictions.Count > capacity)
        {
            Drop(capacity);
        }
    }

    /// <summary>Forgets a prediction.</summary>
    internal void Drop(int age)
    {
        predictions[age].Dispose();
        predictions.RemoveAt(age);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        predictions.ForEach(prediction => prediction.Dispose());
        predictions.Clear();
    }
}
