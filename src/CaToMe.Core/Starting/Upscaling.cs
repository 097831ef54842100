using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>What was drawn, in a larger size.</summary>
internal static class Upscaling
{
    /// <summary>Latents, bilinearly, as AUTOMATIC1111's web UI enlarges them: [B, 4, h, w] to [B, 4, height, width].</summary>
    internal static Tensor Latents(Tensor latents, int height, int width) =>
        nn.functional.interpolate(latents, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);

    /// <summary>Pixels, bicubically: [B, 3, h, w] to [B, 3, height, width], -1 to 1.</summary>
    internal static Tensor Pixels(Tensor pixels, int height, int width)
    {
        using var scope = NewDisposeScope();
        return nn.functional.interpolate(pixels, [height, width], mode: InterpolationMode.Bicubic, align_corners: false).clamp_(-1, 1)
            .MoveToOuterDisposeScope();
    }
}
