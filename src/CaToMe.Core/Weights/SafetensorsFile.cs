using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>What a safetensors header says about one tensor.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes of its dimensions; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record TensorEntry(ScalarType Type, long[] Shape, long Start, long Length);

/// <summary>
/// A safetensors file, mapped into memory: a length (8 bytes, little endian), a JSON header, the bytes of the tensors. Every
/// size and offset in the header is checked against the file before anything is allocated.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    /// <summary>The format's own limit for a header.</summary>
    private const long HeaderLimit = 100_000_000;

    private static readonly Dictionary<string, ScalarType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    private readonly Dictionary<string, TensorEntry> entries = new(StringComparer.Ordinal);
    private readonly MemoryMappedFile mapping;
    private readonly MemoryMappedViewAccessor view;
    private readonly long dataStart;

    private SafetensorsFile(string path, MemoryMappedFile mapping, long length)
    {
        Path = path;
        this.mapping = mapping;
        view = mapping.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        try
        {
            dataStart = ReadHeader(length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Free-form strings of the header's <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Entries => entries;

    /// <summary>Maps a file and reads its header.</summary>
    /// <param name="path">A <c>.safetensors</c> file.</param>
    /// <exception cref="ModelException">There is no such file, it cannot be read, or its header is not valid.</exception>
    public static SafetensorsFile Open(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length < 8)
            {
                throw Invalid(path, $"it has {length} bytes, and the shortest possible file has 10");
            }

            return new SafetensorsFile(path, MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read), length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{path} does not exist. Check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Copies a tensor out of the file.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <returns>A new CPU tensor of the type and shape in the header; the caller owns it.</returns>
    /// <exception cref="ModelException">The file has no such tensor.</exception>
    public unsafe Tensor Load(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
        {
            throw new ModelException($"{Path} has no tensor {name}.");
        }

        var tensor = empty(entry.Shape, dtype: entry.Type);
        if (entry.Length == 0)
        {
            return tensor;
        }

        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        try
        {
            fixed (byte* destination = tensor.bytes)
            {
                Buffer.MemoryCopy(pointer + view.PointerOffset + dataStart + entry.Start, destination, entry.Length, entry.Length);
            }
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        return tensor;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.Dispose();
        mapping.Dispose();
    }

    private static ModelException Invalid(string path, string reason) =>
        new($"{path} is not a valid safetensors file: {reason}. Download or convert it again.");

    private long ReadHeader(long length)
    {
        Span<byte> prefix = stackalloc byte[8];
        view.SafeMemoryMappedViewHandle.ReadSpan(0, prefix);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > HeaderLimit || (long)size > length - 8)
        {
            throw Invalid(Path, $"its header is said to have {size} bytes, and the file has {length}");
        }

        var header = new byte[size];
        view.SafeMemoryMappedViewHandle.ReadSpan<byte>(8, header);
        var dataLength = length - 8 - (long)size;
        try
        {
            using var json = JsonDocument.Parse(header);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name == "__metadata__")
                {
                    Metadata = property.Value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString());
                }
                else if (!entries.TryAdd(property.Name, ReadEntry(property.Name, property.Value, dataLength)))
                {
                    throw Invalid(Path, $"it names the tensor {property.Name} twice");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Invalid(Path, $"its header cannot be read ({e.Message.TrimEnd('.')})");
        }

        CheckOverlap();
        return 8 + (long)size;
    }

    private TensorEntry ReadEntry(string name, JsonElement json, long dataLength)
    {
        var typeName = json.GetProperty("dtype").GetString() ?? "";
        if (!Types.TryGetValue(typeName, out var type))
        {
            throw Invalid(Path, $"the tensor {name} has the type {typeName}, and these can be read: {string.Join(", ", Types.Keys)}");
        }

        var shape = json.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var offsets = json.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        if (offsets is not [var start, var end] || start < 0 || end < start || end > dataLength)
        {
            throw Invalid(Path, $"the tensor {name} lies at [{string.Join(", ", offsets)}], and the file holds {dataLength} bytes of data (it may be cut off)");
        }

        long bytes = type.ElementSize();
        foreach (var dimension in shape)
        {
            bytes = dimension < 0 || (dimension > 0 && bytes > long.MaxValue / dimension)
                ? throw Invalid(Path, $"the tensor {name} has the shape [{string.Join(", ", shape)}]")
                : bytes * dimension;
        }

        return bytes == end - start
            ? new TensorEntry(type, shape, start, bytes)
            : throw Invalid(Path, $"the tensor {name} of shape [{string.Join(", ", shape)}] needs {bytes} bytes and has {end - start}");
    }

    private void CheckOverlap()
    {
        var end = 0L;
        foreach (var (name, entry) in entries.Where(e => e.Value.Length > 0).OrderBy(e => e.Value.Start))
        {
            if (entry.Start < end)
            {
                throw Invalid(Path, $"the tensor {name} overlaps another");
            }

            end = entry.Start + entry.Length;
        }
    }

    /// <summary>Writes tensors to a new file: whole, or not at all.</summary>
    /// <param name="path">The file; its folder exists. An existing file is replaced.</param>
    /// <param name="tensors">Names and tensors, of any device; stored as they are typed.</param>
    /// <exception cref="CaToMeException">The file cannot be written.</exception>
    public static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        var contiguous = tensors.ToDictionary(t => t.Key, t => t.Value.cpu().contiguous());
        var header = new Dictionary<string, object>();
        var end = 0L;
        foreach (var (name, tensor) in contiguous)
        {
            var start = end;
            end += tensor.numel() * tensor.element_size();
            header[name] = new Dictionary<string, object>
            {
                ["dtype"] = Types.First(t => t.Value == tensor.dtype).Key,
                ["shape"] = tensor.shape,
                ["data_offsets"] = new[] { start, end },
            };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        Runtime.WholeFile.Write(path, stream =>
        {
            Span<byte> prefix = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
            stream.Write(prefix);
            stream.Write(json);
            foreach (var tensor in contiguous.Values)
            {
                stream.Write(tensor.bytes);
            }
        });
    }
}
