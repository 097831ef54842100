using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>What a safetensors header says about one tensor.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes of its dimensions; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the end of the header.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record TensorEntry(ScalarType Type, long[] Shape, long Start, long Length);
