using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>Where a run begins.</summary>
internal interface IStart
{
    /// <summary>The first step that is taken, from 0: what begins at a picture leaves out the ones before.</summary>
    int FirstStep { get; }

    /// <summary>The latents before the first call.</summary>
    /// <param name="scheduler">The run's scheduler, which begins at <see cref="FirstStep"/>.</param>
    /// <param name="generator">The run's CPU generator.</param>
    /// <returns>A new tensor on the CPU, [B, 4, h, w], float32.</returns>
    Tensor Begin(Scheduler scheduler, Generator generator);
}
