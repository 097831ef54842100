using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>What a safetensors header says about one tensor.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes of its dimensions; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record TensorEntry(ScalarType Type, long[] Shape, long Start, long Length)
{
    /// <summary>Whether its elements are floating-point numbers; known without the native library.</summary>
    public bool IsFloatingPoint => Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
