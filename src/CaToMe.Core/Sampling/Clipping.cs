using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>Keeps predicted clean latents in range.</summary>
/// <param name="Limit">The largest magnitude (<c>clip_sample_range</c>, or <c>sample_max_value</c> with a quantile).</param>
/// <param name="Quantile">
/// Dynamic thresholding (Imagen, arXiv 2205.11487, section 2.3): each sample is cut at this quantile of its magnitudes and
/// scaled back to [-1, 1]. Null: a plain clamp.
/// </param>
internal sealed record Clipping(double Limit, double? Quantile = null)
{
    /// <summary>The latents in range.</summary>
    /// <param name="original">[B, C, H, W].</param>
    /// <returns>A new tensor.</returns>
    internal Tensor Apply(Tensor original)
    {
        if (Quantile is not { } share)
        {
            return original.clamp(-Limit, Limit);
        }

        using var scope = NewDisposeScope();
        var magnitudes = original.abs().flatten(1);                                                        // [B, C H W]
        var threshold = quantile(magnitudes, tensor((float)share, device: original.device), dim: 1)
            .clamp_(1, Math.Max(1, Limit)).view(-1, 1, 1, 1);                                              // [B, 1, 1, 1]
        return original.clamp(-threshold, threshold).div_(threshold).MoveToOuterDisposeScope();
    }
}
