using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>Makes tensors that have a shape and no memory, and remembers what was asked for: a network's keys without weights.</summary>
internal sealed class ShapeMaker : ITensorMaker
{
    internal Dictionary<string, long[]> Asked { get; } = [];

    public IEnumerable<string> Names => [];

    public long[]? ShapeOf(string name) => null;

    public Tensor Load(string name, Staging? staging = null) => throw new KeyNotFoundException(name);

    public string Location(string name) => "";

    public Tensor Make(string name, long[] shape)
    {
        Asked.Add(name, shape);
        return empty(shape, device: META);
    }

    internal WeightReader Reader() => new(this, META, ScalarType.Float32);
}
