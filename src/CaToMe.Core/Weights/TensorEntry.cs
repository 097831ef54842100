using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>What a safetensors header says about one tensor.</summary>
/// <param name="StoredType">Element type as the header names it, such as <c>F16</c>.</param>
/// <param name="Shape">Sizes of its dimensions; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="Length">Number of bytes.</param>
internal sealed record TensorEntry(string StoredType, long[] Shape, long Start, long Length)
{
    /// <summary>Element type once it is read; null where it cannot be, such as <c>F4</c>.</summary>
    public ScalarType? Type => StoredTypes.Find(StoredType);

    /// <summary>Whether its elements are floating-point numbers; known without the native library, and of types that cannot be read.</summary>
    public bool IsFloatingPoint => StoredType.StartsWith('F') || StoredType.StartsWith("BF", StringComparison.Ordinal);

    /// <summary>Whether type, shape and place are the same.</summary>
    /// <param name="other">Another entry.</param>
    public bool Equals(TensorEntry? other) =>
        other is not null && (StoredType, Start, Length) == (other.StoredType, other.Start, other.Length) && Shape.AsSpan().SequenceEqual(other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StoredType, Start, Length);

    /// <summary>The element type of a tensor that is needed.</summary>
    /// <param name="name">The tensor's name, for the message.</param>
    /// <param name="location">Its file, for the message.</param>
    /// <exception cref="ModelException">It cannot be read.</exception>
    internal ScalarType ReadableType(string name, string location) => Type ?? throw new ModelException(
        $"{location}: the tensor {name} is stored as {StoredType}, which is not supported. Convert the model to float16; " +
        $"these types can be read: {string.Join(", ", StoredTypes.Names)}.");
}
