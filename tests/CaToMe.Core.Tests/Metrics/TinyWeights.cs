using System.Buffers.Binary;
using System.Text.Json;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Metrics;

/// <summary>Weights of a tiny network made from their names, their numbers for a reference, and a file of them.</summary>
internal sealed class TinyWeights(IReadOnlyDictionary<string, long[]> shapes)
{
    internal HashedWeights Source { get; } = new("", shapes);

    /// <summary>The numbers of a tensor, flat.</summary>
    internal double[] this[string name]
    {
        get
        {
            using var tensor = Source.Load(name);
            return [.. tensor.data<float>().Select(v => (double)v)];
        }
    }

    internal long[] Shape(string name) => shapes[name];

    /// <summary>Writes them as float32.</summary>
    internal void Save(string path)
    {
        var header = new Dictionary<string, object>();
        var end = 0L;
        foreach (var (name, shape) in shapes)
        {
            var start = end;
            end += 4 * shape.Aggregate(1L, (a, b) => a * b);
            header.Add(name, new { dtype = "F32", shape, data_offsets = new[] { start, end } });
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        using var stream = File.Create(path);
        stream.Write(length);
        stream.Write(json);
        foreach (var name in shapes.Keys)
        {
            using Tensor tensor = Source.Load(name);
            stream.Write(tensor.bytes);
        }
    }
}
