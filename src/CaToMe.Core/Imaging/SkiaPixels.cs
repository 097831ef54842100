using CaToMe.Requests;
using SkiaSharp;

namespace CaToMe.Imaging;

/// <summary>Between our pixels (3 bytes each) and Skia's (4 bytes each).</summary>
internal static class SkiaPixels
{
    /// <summary>Opaque RGBA without a colour space: values pass through as they are.</summary>
    internal static SKImageInfo Format(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);

    /// <summary>A Skia bitmap of the same pixels; the caller disposes it.</summary>
    internal static SKBitmap ToBitmap(this RgbImage image)
    {
        var bitmap = new SKBitmap(Format(image.Width, image.Height));
        var source = image.Pixels.AsSpan();
        var target = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; from < source.Length; from += 3, to += 4)
        {
            source.Slice(from, 3).CopyTo(target[to..]);
            target[to + 3] = byte.MaxValue;
        }

        return bitmap;
    }

    /// <summary>Red, green and blue of a bitmap in <see cref="Format"/>.</summary>
    internal static RgbImage ToRgbImage(this SKBitmap bitmap)
    {
        var pixels = new byte[3 * bitmap.Width * bitmap.Height];
        var source = bitmap.GetPixelSpan();
        for (int from = 0, to = 0; to < pixels.Length; from += 4, to += 3)
        {
            source.Slice(from, 3).CopyTo(pixels.AsSpan(to));
        }

        return new RgbImage(bitmap.Width, bitmap.Height, pixels);
    }
}
