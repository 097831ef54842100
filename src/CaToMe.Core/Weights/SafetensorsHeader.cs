using System.Text.Json;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>
/// The JSON header of a safetensors file. Every size and offset in it is checked against the file, so that what was read
/// here can be allocated and copied without further checks. A tensor of a type that cannot be read stays, as far as it lies in
/// the file: it is refused when it is needed.
/// </summary>
/// <param name="Entries">The tensors by name.</param>
/// <param name="Metadata">Free-form strings of <c>__metadata__</c>.</param>
internal sealed record SafetensorsHeader(IReadOnlyDictionary<string, TensorEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const string MetadataKey = "__metadata__";

    /// <summary>Reads a header.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="dataLength">How many bytes follow it in the file.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ModelException">The header is not valid.</exception>
    internal static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength, string path)
    {
        var entries = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                {
                    foreach (var text in property.Value.EnumerateObject())
                    {
                        metadata[text.Name] = text.Value.ToString();
                    }
                }
                else if (!entries.TryAdd(property.Name, ReadEntry(property.Name, property.Value, dataLength, path)))
                {
                    throw Invalid(path, $"it names the tensor {property.Name} twice");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Invalid(path, $"its header cannot be read ({e.Message.TrimEnd('.')})");
        }

        CheckOverlap(entries, path);
        return new SafetensorsHeader(entries, metadata);
    }

    /// <summary>The header for tensors that lie one after another, padded so that their bytes begin at a multiple of 8.</summary>
    internal static byte[] Write(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var header = new Dictionary<string, object>();
        var end = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var start = end;
            end += tensor.numel() * tensor.element_size();
            header[name] = new Dictionary<string, object>
            {
                ["dtype"] = StoredTypes.NameOf(tensor.dtype),
                ["shape"] = tensor.shape,
                ["data_offsets"] = new[] { start, end },
            };
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = new byte[(json.Length + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        json.CopyTo(padded, 0);
        return padded;
    }

    internal static ModelException Invalid(string path, string reason) =>
        new($"{path} is not a valid safetensors file: {reason}. Download or convert it again.");

    private static TensorEntry ReadEntry(string name, JsonElement json, long dataLength, string path)
    {
        var type = json.GetProperty("dtype").GetString() is { Length: > 0 } text ? text : throw Invalid(path, $"the tensor {name} has no type");
        var shape = json.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var offsets = json.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        if (offsets is not [var start, var end] || start < 0 || end < start || end > dataLength)
        {
            throw Invalid(path, $"the tensor {name} lies at [{string.Join(", ", offsets)}], and the file holds {dataLength} bytes of data (it may be cut off)");
        }

        var known = StoredTypes.SizeOf(type);
        var bytes = known ?? 1;
        foreach (var size in shape)
        {
            // A size of 0 counts as 1 here: libtorch computes the strides of an empty tensor in this way.
            bytes = size < 0 || bytes > long.MaxValue / Math.Max(size, 1)
                ? throw Invalid(path, $"the tensor {name} has the shape [{string.Join(", ", shape)}]")
                : bytes * Math.Max(size, 1);
        }

        // Of an element of another type no more is known than that it takes a bit.
        bytes = shape.Contains(0) ? 0 : known is null ? bytes / 8 : bytes;
        return bytes == end - start || (known is null && bytes < end - start)
            ? new TensorEntry(type, shape, start, end - start)
            : throw Invalid(path, $"the tensor {name} of shape [{string.Join(", ", shape)}] needs {bytes} bytes and has {end - start}");
    }

    private static void CheckOverlap(Dictionary<string, TensorEntry> entries, string path)
    {
        var end = 0L;
        foreach (var (name, entry) in entries.Where(e => e.Value.Length > 0).OrderBy(e => e.Value.Start))
        {
            end = entry.Start >= end ? entry.Start + entry.Length : throw Invalid(path, $"the tensor {name} overlaps another");
        }
    }
}
