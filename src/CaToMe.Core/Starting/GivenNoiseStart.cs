using CaToMe.Requests;
using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>Begins at noise that the caller brings.</summary>
internal sealed class GivenNoiseStart : IStart
{
    private readonly Latents noise;

    /// <param name="noise">Noise of unit variance.</param>
    /// <param name="shape">The shape that the run needs, [B, 4, h, w].</param>
    /// <exception cref="OptionException">The noise has another shape.</exception>
    internal GivenNoiseStart(Latents noise, long[] shape) => this.noise = noise.Shape.SequenceEqual(shape)
        ? noise
        : throw new OptionException("InitialLatents", $"[{string.Join(", ", noise.Shape)}]", $"this request needs [{string.Join(", ", shape)}].");

    public Tensor Begin(Scheduler scheduler, Generator generator)
    {
        using var scope = NewDisposeScope();
        return tensor(noise.Values).reshape(noise.Shape).mul_(scheduler.InitialNoiseSigma).MoveToOuterDisposeScope();
    }
}
