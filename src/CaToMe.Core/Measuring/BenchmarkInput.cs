using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Measuring;

/// <summary>What every implementation is given, so that all do the same work.</summary>
/// <param name="Subject">Geometry and size.</param>
/// <param name="Weights">The U-Net's weights, by diffusers' names.</param>
/// <param name="Sample">Latents, [2, C, h, w].</param>
/// <param name="Context">Text embeddings, [2, 77, C].</param>
internal sealed record BenchmarkInput(BenchmarkSubject Subject, ITensorSource Weights, Tensor Sample, Tensor Context)
{
    /// <summary>The floating-point type of all of it.</summary>
    internal ScalarType Type => Sample.dtype;
}
