using CaToMe.Denoising;
using CaToMe.Runtime;
using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Pipeline;

/// <summary>Noise to latents: the denoiser predicts, the scheduler steps.</summary>
/// <param name="scheduler">The sampling method, for this run.</param>
/// <param name="denoiser">Predicts.</param>
/// <param name="finite">Looks at what each call gives.</param>
internal sealed class SamplingLoop(Scheduler scheduler, IDenoiser denoiser, FiniteCheck finite)
{
    /// <summary>Sees the latents after each call, with its number from 0; they are gone after the next.</summary>
    internal Action<int, Tensor>? AfterCall { get; init; }

    /// <summary>Sees, before <see cref="AfterCall"/>, what a call predicted and the latents that it was given; they are gone afterwards.</summary>
    internal Action<int, Tensor, Tensor>? Predicted { get; init; }

    /// <summary>Puts back what a mask keeps: of the latents after a call, and its number, it makes others. Null: nothing is kept.</summary>
    internal Func<Tensor, int, Tensor>? Keep { get; init; }

    /// <summary>Runs all U-Net calls.</summary>
    /// <param name="latents">Where the run begins, [B, 4, h, w], float32; the loop's from now on.</param>
    /// <param name="generator">For schedulers that add noise.</param>
    /// <returns>The final latents, [B, 4, h, w], float32.</returns>
    internal Tensor Run(Tensor latents, Generator generator)
    {
        var calls = scheduler.Timesteps.Count;
        var freed = new FreedPages();
        for (var call = 0; call < calls; call++)
        {
            using var scope = NewDisposeScope();
            var prediction = denoiser.Predict(scheduler.ScaleModelInput(latents, call), call);
            var next = scheduler.Step(prediction, call, latents, generator);
            next = Keep?.Invoke(next, call) ?? next;
            finite.Of($"latents of U-Net call {call} (of {calls}, counted from 0)", prediction, next);
            Predicted?.Invoke(call, prediction, latents);
            latents.Dispose();
            latents = next.MoveToOuterDisposeScope();
            AfterCall?.Invoke(call, latents);
            freed.GiveBackMany();
        }

        return latents;
    }
}
