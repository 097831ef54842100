using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>The tensors of one safetensors file, or of the shards of one checkpoint.</summary>
internal sealed class TensorFiles : IStoredTensors, IDisposable
{
    private readonly WeightFiles place;
    private readonly Dictionary<string, SafetensorsFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> fileOf = new(StringComparer.Ordinal);

    /// <summary>Opens the files and reads their headers.</summary>
    /// <exception cref="ModelException">A file is missing or not valid, or lacks a tensor that the index says it has.</exception>
    internal TensorFiles(WeightFiles place)
    {
        this.place = place;
        try
        {
            foreach (var path in place.Paths)
            {
                files.Add(path, SafetensorsFile.Open(path));
            }

            foreach (var (name, path) in place.ShardOf ?? files.SelectMany(f => f.Value.Entries.Keys.Select(name => KeyValuePair.Create(name, f.Key))))
            {
                fileOf[name] = files[path].Entries.ContainsKey(name)
                    ? files[path]
                    : throw new ModelException($"{place.Path} says that {path} has the tensor {name}, and it does not. Download the model again.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEnumerable<string> Names => fileOf.Keys;

    public IReadOnlyList<string> Files => place.Paths;

    public TensorEntry? EntryOf(string name) => fileOf.TryGetValue(name, out var file) ? file.Entries[name] : null;

    public long[]? ShapeOf(string name) => EntryOf(name)?.Shape;

    public Tensor Load(string name, Staging? staging = null) =>
        fileOf.TryGetValue(name, out var file) ? file.Load(name, staging) : throw new ModelException($"{place.Path} has no tensor {name}.");

    /// <summary>The numbers of a small floating-point tensor that the source has, read without the native library.</summary>
    internal IReadOnlyList<double> ReadNumbers(string name)
    {
        var bytes = fileOf[name].ReadBytes(name);
        return EntryOf(name)!.Type switch
        {
            ScalarType.Float16 => [.. MemoryMarshal.Cast<byte, Half>(bytes).ToArray().Select(value => (double)value)],
            ScalarType.BFloat16 => [.. MemoryMarshal.Cast<byte, ushort>(bytes).ToArray().Select(high => (double)BitConverter.Int32BitsToSingle(high << 16))],
            ScalarType.Float32 => [.. MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(value => (double)value)],
            ScalarType.Float64 => [.. MemoryMarshal.Cast<byte, double>(bytes)],
            var type => throw new ModelException($"{Location(name)}: the tensor {name} is of the type {type}, and floating-point numbers are needed."),
        };
    }

    public string Location(string name) => fileOf.TryGetValue(name, out var file) ? file.Path : place.Path;

    /// <summary>A string of the first file's <c>__metadata__</c>, or null.</summary>
    internal string? Metadata(string key) => files[place.Paths[0]].Metadata.GetValueOrDefault(key);

    public void Dispose()
    {
        foreach (var file in files.Values)
        {
            file.Dispose();
        }
    }
}
