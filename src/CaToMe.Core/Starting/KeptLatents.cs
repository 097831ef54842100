using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>
/// In-painting with a U-Net that knows nothing of masks: after each call, what the mask does not mark is put back, noised to the level of the next.
/// </summary>
internal sealed class KeptLatents
{
    private readonly Scheduler scheduler;
    private readonly Tensor clean, noise, mask;

    /// <param name="scheduler">The run's.</param>
    /// <param name="start">Where the run began.</param>
    /// <param name="mask">[1, 1, h, w]: 1 where it is drawn anew.</param>
    /// <param name="device">Where the latents are.</param>
    internal KeptLatents(Scheduler scheduler, LatentsStart start, Tensor mask, Device device) =>
        (this.scheduler, clean, noise, this.mask) = (scheduler, start.Clean!.to(device), start.Noise.to(device), mask.to(device));

    /// <summary>The latents after a call, with what is kept.</summary>
    /// <param name="latents">[B, 4, h, w].</param>
    /// <param name="call">The call, from 0.</param>
    internal Tensor After(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        var kept = call + 1 < scheduler.Timesteps.Count ? scheduler.AddNoise(clean, noise, call + 1) : clean;
        return ((1 - mask) * kept + (mask * latents)).MoveToOuterDisposeScope();
    }
}
