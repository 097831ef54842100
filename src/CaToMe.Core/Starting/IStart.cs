using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>Where sampling begins.</summary>
internal interface IStart
{
    /// <summary>The latents before the first call.</summary>
    /// <param name="scheduler">The scheduler, which begins at the first step that is taken.</param>
    /// <param name="generator">The run's CPU generator.</param>
    /// <returns>A new tensor on the CPU, [B, 4, h, w], float32.</returns>
    Tensor Begin(Scheduler scheduler, Generator generator);
}
