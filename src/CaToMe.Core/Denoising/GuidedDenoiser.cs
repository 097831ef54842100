using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>Classifier-free guidance (Ho and Salimans, arXiv 2207.12598): away from the negative prompt, towards the prompt.</summary>
/// <param name="inner">Predicts for both at once: the samples with the negative prompt, then those with the prompt.</param>
/// <param name="scale">The guidance scale.</param>
internal sealed class GuidedDenoiser(IDenoiser inner, double scale) : IDenoiser
{
    public Tensor Predict(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        var halves = inner.Predict(cat([latents, latents]), call).chunk(2); // without and with the prompt, [B, 4, h, w] each
        return (halves[0] + (halves[1] - halves[0]).mul_(scale)).MoveToOuterDisposeScope();
    }
}
