using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>The tensors of one safetensors file, by its own names.</summary>
internal sealed class FileSource(SafetensorsFile file) : ITensorSource
{
    public IEnumerable<string> Names => file.Entries.Keys;

    public long[]? ShapeOf(string name) => file.Entries.GetValueOrDefault(name)?.Shape;

    public Tensor Load(string name, Staging? staging = null) => file.Load(name, staging);

    public string Location(string name) => file.Path;
}
