using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>
/// One run of a sampling method: made for a number of steps, used for one picture or batch. The sampling loop is
/// <c>for call in Timesteps: x = Step(unet(ScaleModelInput(x, call), Timesteps[call]), call, x)</c>.
/// Multistep methods keep earlier predictions in the instance; dispose it after the run.
/// </summary>
internal abstract class Scheduler : IDisposable
{
    /// <summary>The timestep of each U-Net call, in the order of the calls. Some methods (PNDM, Heun) call more often than they step.</summary>
    public abstract IReadOnlyList<double> Timesteps { get; }

    /// <summary>Standard deviation of the noise to begin with.</summary>
    public abstract double InitialNoiseSigma { get; }

    /// <summary>Scales the latents for the U-Net.</summary>
    /// <param name="sample">[B, C, H, W].</param>
    /// <param name="call">The U-Net call, from 0.</param>
    /// <returns>A tensor of the same shape; the sample itself where the method does not scale.</returns>
    public virtual Tensor ScaleModelInput(Tensor sample, int call) => sample;

    /// <summary>Moves the latents one call on.</summary>
    /// <param name="modelOutput">The U-Net's prediction, [B, C, H, W].</param>
    /// <param name="call">The U-Net call, from 0; calls come in order.</param>
    /// <param name="sample">The latents before, [B, C, H, W].</param>
    /// <param name="generator">The run's CPU generator, for methods that add noise.</param>
    /// <returns>The latents after; a new tensor that the caller owns.</returns>
    public abstract Tensor Step(Tensor modelOutput, int call, Tensor sample, Generator generator);

    /// <summary>Noises clean latents to the level of a call (for image to image).</summary>
    /// <param name="original">Clean latents, [B, C, H, W].</param>
    /// <param name="noise">Unit noise of the same shape.</param>
    /// <param name="call">The U-Net call, from 0.</param>
    /// <returns>A new tensor that the caller owns.</returns>
    public abstract Tensor AddNoise(Tensor original, Tensor noise, int call);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the predictions that were kept.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
