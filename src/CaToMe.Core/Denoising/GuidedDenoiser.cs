using CaToMe.Reuse;
using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>
/// Classifier-free guidance (Ho and Salimans, arXiv 2207.12598): away from the negative prompt, towards the prompt. Calls may
/// leave out the half without the prompt: the difference of both is continued from earlier calls.
/// </summary>
/// <param name="inner">Predicts for both at once, the samples with the negative prompt, then those with the prompt; or for the latter alone.</param>
/// <param name="scale">The guidance scale.</param>
/// <param name="calls">What each call computes.</param>
/// <param name="difference">Keeps the difference; null where no call continues it.</param>
internal sealed class GuidedDenoiser(IDenoiser inner, double scale, IReadOnlyList<PlannedCall> calls, Continuation? difference) : IDenoiser
{
    public Tensor Predict(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        if (calls[call].Guidance != GuidanceSource.Computed)
        {
            var prompted = inner.Predict(latents, call);
            return (calls[call].Guidance == GuidanceSource.None ? prompted : prompted.add_(difference!.Next(), alpha: scale - 1))
                .MoveToOuterDisposeScope();
        }

        var halves = inner.Predict(cat([latents, latents]), call).chunk(2); // without and with the prompt, [B, 4, h, w] each
        var apart = halves[1] - halves[0];
        difference?.Add(apart);
        return (halves[0] + apart.mul(scale)).MoveToOuterDisposeScope();
    }
}
