using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>The element types of safetensors files that can be read, by their names in a header.</summary>
internal static class StoredTypes
{
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

    internal static IEnumerable<string> Names => [.. Types.Keys, .. Float8.Names];

    /// <summary>The type that numbers of a name have when they are read, or null where they cannot be.</summary>
    internal static ScalarType? Find(string name) => Types.TryGetValue(name, out var type) ? type : Float8.Is(name) ? ScalarType.Float16 : null;

    /// <summary>Bytes of an element in the file; null where the type cannot be read.</summary>
    internal static long? SizeOf(string name) => Float8.Is(name) ? 1 : Find(name)?.ElementSize();

    /// <summary>What a header calls a type.</summary>
    internal static string NameOf(ScalarType type) => Types.First(t => t.Value == type).Key;
}
