using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>A mask as latents have it, and what a U-Net for in-painting takes beside them.</summary>
internal static class Inpainting
{
    /// <summary>Which latents are drawn anew: 1 where the mask marks any of their pixels, else 0.</summary>
    /// <param name="canvas">The picture and its mask; without a mask, all are.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="factor">Pixels per latent.</param>
    /// <returns>[1, 1, h, w], float32, on the CPU.</returns>
    internal static Tensor LatentMask(Canvas? canvas, int height, int width, int factor)
    {
        using var scope = NewDisposeScope();
        return nn.functional.max_pool2d(PixelMask(canvas, height, width), factor, factor).MoveToOuterDisposeScope();
    }

    /// <summary>The mask and the latents of the picture without what it marks, as in diffusers: [1, 5, h, w], float32, on the CPU.</summary>
    /// <param name="canvas">The picture and its mask; without a mask, nothing of the picture is given.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="factor">Pixels per latent.</param>
    /// <param name="encoder">Makes latents.</param>
    /// <param name="generator">The run's CPU generator.</param>
    internal static Tensor Conditions(Canvas? canvas, int height, int width, int factor, LatentEncoder encoder, Generator generator)
    {
        using var scope = NewDisposeScope();
        var kept = canvas?.Mask is null
            ? zeros([1, 3, height, width], ScalarType.Float32, CPU)
            : LatentEncoder.PixelsOf(canvas.Picture) * (1 - PixelMask(canvas, height, width)); // grey where it is drawn anew
        return cat([LatentMask(canvas, height, width, factor), encoder.Encode(kept, generator)], 1).MoveToOuterDisposeScope();
    }

    /// <summary>[1, 1, H, W]: 1 where it is drawn anew.</summary>
    private static Tensor PixelMask(Canvas? canvas, int height, int width) => canvas?.Mask is { } mask
        ? tensor(mask, device: CPU).reshape(1, 1, height, width).ge(Canvas.Marked).to(ScalarType.Float32)
        : ones([1, 1, height, width], ScalarType.Float32, CPU);
}
