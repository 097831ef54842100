using static TorchSharp.torch;

namespace CaToMe.Previews;

/// <summary>A linear map from a latent's four channels to red, green and blue, -1 to 1.</summary>
/// <param name="Source">Where its numbers are from.</param>
/// <param name="Weights">For each channel of the latents, its part in red, green and blue.</param>
/// <param name="Bias">What is added to red, green and blue.</param>
internal sealed record PreviewMap(string Source, double[][] Weights, double[] Bias)
{
    /// <summary>Fits a map to pictures and the latents that they were decoded from, by least squares.</summary>
    /// <param name="source">Where its numbers are from.</param>
    /// <param name="latents">[B, 4, h, w], as the U-Net has them.</param>
    /// <param name="pixels">[B, 3, H, W], -1 to 1; a latent's colour is the mean of its pixels.</param>
    internal static PreviewMap Fit(string source, Tensor latents, Tensor pixels)
    {
        const int Digits = 4;
        using var scope = NewDisposeScope();
        var (height, width) = (latents.shape[2], latents.shape[3]);
        var colours = nn.functional.adaptive_avg_pool2d(pixels.to(ScalarType.Float64), [height, width]).permute(0, 2, 3, 1).reshape(-1, 3); // [B h w, 3]
        var inputs = latents.to(ScalarType.Float64).permute(0, 2, 3, 1).reshape(-1, latents.shape[1]); // [B h w, 4]
        var design = cat([inputs, ones(inputs.shape[0], 1, ScalarType.Float64, inputs.device)], 1);
        var solved = linalg.lstsq(design, colours).Solution.cpu(); // [5, 3]
        var rows = solved.unbind().Select(row => row.contiguous().data<double>().Select(v => Math.Round(v, Digits)).ToArray()).ToArray();
        return new PreviewMap(source, rows[..^1], rows[^1]);
    }
}
