using static TorchSharp.torch;

namespace CaToMe.Vae;

/// <summary>
/// Decodes a large picture in overlapping tiles whose edges are blended, so that memory does not grow with the picture
/// (after diffusers' AutoencoderKL.tiled_decode).
/// </summary>
internal static class TiledDecoding
{
    /// <summary>Where memory is not known, pictures of up to this many latents are decoded whole: 1024 x 1024 pixels at factor 8.</summary>
    private const long WholeArea = 128 * 128;

    /// <summary>Rows and columns of a tile, in latents.</summary>
    internal const int TileSide = 96;

    private const int Overlap = 16;

    /// <summary>Whether a picture has more than one tile.</summary>
    internal static bool IsPossible(Tensor latents) => latents.shape[2] > TileSide || latents.shape[3] > TileSide;

    /// <summary>Whether a picture should rather be decoded in tiles.</summary>
    /// <param name="latents">[B, 4, H, W].</param>
    /// <param name="wholeBytes">What decoding it whole needs.</param>
    /// <param name="freeBytes">Asked, where it matters, for the memory there is; null where that is not known.</param>
    internal static bool IsAdvisable(Tensor latents, long wholeBytes, Func<long?> freeBytes) =>
        IsPossible(latents) && (freeBytes() is { } free ? wholeBytes > free : latents.shape[2] * latents.shape[3] > WholeArea);

    /// <summary>[1, 4, H, W] -> [1, 3, factor x H, factor x W].</summary>
    internal static Tensor Decode(Tensor latents, Func<Tensor, Tensor> decode, int factor)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (latents.shape[2], latents.shape[3]);
        var sum = zeros([1, 3, height * factor, width * factor], latents.dtype, latents.device);
        var weight = zeros([1, 1, height * factor, width * factor], latents.dtype, latents.device);
        foreach (var y in Starts(height))
        {
            foreach (var x in Starts(width))
            {
                using var tileScope = NewDisposeScope();
                var (tileHeight, tileWidth) = (Math.Min(TileSide, height - y), Math.Min(TileSide, width - x));
                var pixels = decode(latents.narrow(2, y, tileHeight).narrow(3, x, tileWidth).contiguous());
                var ramp = Ramp(tileHeight * factor, factor, latents).unsqueeze(1) * Ramp(tileWidth * factor, factor, latents).unsqueeze(0); // [h, w]
                sum.narrow(2, y * factor, tileHeight * factor).narrow(3, x * factor, tileWidth * factor).add_(pixels.mul_(ramp));
                weight.narrow(2, y * factor, tileHeight * factor).narrow(3, x * factor, tileWidth * factor).add_(ramp);
            }
        }

        return sum.div_(weight).MoveToOuterDisposeScope();
    }

    /// <summary>Where tiles begin: the last one ends at the edge.</summary>
    internal static IEnumerable<long> Starts(long length)
    {
        var start = 0L;
        for (; start + TileSide < length; start += TileSide - Overlap)
        {
            yield return start;
        }

        yield return Math.Max(0, length - TileSide);
    }

    /// <summary>Weight of a tile's pixels along one side: rising over the overlap, 1 inside, falling over the overlap.</summary>
    private static Tensor Ramp(long pixels, int factor, Tensor like)
    {
        using var scope = NewDisposeScope();
        var fromEdge = minimum(arange(1, pixels + 1, dtype: like.dtype, device: like.device), arange(pixels, 0, -1, dtype: like.dtype, device: like.device));
        return fromEdge.div_(Overlap * factor).clamp_max_(1).MoveToOuterDisposeScope();
    }
}
