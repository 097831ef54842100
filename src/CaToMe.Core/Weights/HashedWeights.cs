using System.Collections.Concurrent;
using System.Text;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>
/// Weights made from their names: a network of any geometry without a file, the same on every machine, for benchmarks and
/// tests. The value at flat index i of a tensor is uniform in b - a to b + a, by
/// u = (splitmix64(fnv1a64(name) + i) >> 40) / 2^24.
/// </summary>
internal sealed class HashedWeights : ITensorMaker
{
    private const int ChunkSize = 1 << 16;

    private readonly string prefix;
    private readonly IReadOnlyDictionary<string, long[]> shapes;

    /// <summary>Describes a network.</summary>
    /// <param name="prefix">What comes before a name when it is hashed, such as <c>unet.</c>, so that two networks differ.</param>
    /// <param name="shapes">Every tensor's shape by its name, without the prefix; null takes the shapes that are asked for.</param>
    public HashedWeights(string prefix, IReadOnlyDictionary<string, long[]>? shapes = null)
    {
        this.prefix = prefix;
        this.shapes = shapes ?? new Dictionary<string, long[]>();
    }

    /// <inheritdoc/>
    public IEnumerable<string> Names => shapes.Keys;

    /// <inheritdoc/>
    public long[]? ShapeOf(string name) => shapes.GetValueOrDefault(name);

    /// <inheritdoc/>
    public string Location(string name) => "The hashed weights";

    /// <inheritdoc/>
    /// <returns>A new float32 tensor on the CPU.</returns>
    public Tensor Load(string name, Staging? staging = null) => Make(name, shapes[name]);

    /// <inheritdoc/>
    /// <returns>A new float32 tensor on the CPU.</returns>
    public unsafe Tensor Make(string name, long[] shape)
    {
        var tensor = empty(shape, dtype: ScalarType.Float32);
        var (amplitude, offset) = Distribution(name, shape);
        var seed = Fnv1a64(prefix + name);
        fixed (byte* memory = tensor.bytes)
        {
            var values = (float*)memory;
            Parallel.ForEach(Partitioner.Create(0, tensor.numel(), ChunkSize), range =>
            {
                for (var i = range.Item1; i < range.Item2; i++)
                {
                    var u = (SplitMix64(seed + (ulong)i) >> 40) * (1.0 / (1 << 24));
                    values[i] = (float)(((2 * u) - 1) * amplitude + offset);
                }
            });
        }

        return tensor;
    }

    /// <summary>Half the width and the middle of a tensor's values: matrices keep a signal's size, norms are near one.</summary>
    private static (double Amplitude, double Offset) Distribution(string name, long[] shape) =>
        shape.Length >= 2 ? (1.2 * Math.Sqrt(3.0 / shape.Skip(1).Aggregate(1L, (product, d) => product * d)), 0)
        : name.EndsWith("running_var", StringComparison.Ordinal) ? (0.2, 1)
        : name.EndsWith("weight", StringComparison.Ordinal) ? (0.1, 1)
        : (0.05, 0);

    private static ulong Fnv1a64(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ b) * 0x100000001B3;
        }

        return hash;
    }

    private static ulong SplitMix64(ulong state)
    {
        var z = state + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
