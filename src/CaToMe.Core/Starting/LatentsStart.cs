using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>Begins at clean latents, noised to the level of the first call.</summary>
/// <param name="clean">Of a picture, [B, 4, h, w] or [1, 4, h, w] for all of the batch; null where none is needed.</param>
/// <param name="shape">[B, 4, h, w].</param>
/// <param name="isNoiseAlone">Whether nothing of the picture is left at the first call, as diffusers has it for whole masks' strength 1.</param>
internal sealed class LatentsStart(Tensor? clean, long[] shape, bool isNoiseAlone = false) : IStart
{
    /// <summary>The clean latents.</summary>
    internal Tensor? Clean => clean;

    /// <summary>The noise that it began with: a tensor on the CPU, [B, 4, h, w], of unit variance.</summary>
    internal Tensor Noise { get; private set; } = null!;

    public Tensor Begin(Scheduler scheduler, Generator generator)
    {
        Noise = randn(shape, ScalarType.Float32, CPU, generator: generator);
        return isNoiseAlone ? Noise * scheduler.InitialNoiseSigma : scheduler.AddNoise(clean!.expand(shape), Noise, call: 0);
    }
}
