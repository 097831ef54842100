using CaToMe.Requests;
using CaToMe.Sources;
using SkiaSharp;

namespace CaToMe.Imaging;

/// <summary>Between our pixels (3 bytes each) and Skia's (4 bytes each).</summary>
internal static class SkiaPixels
{
    /// <summary>A Skia bitmap of the same pixels; the caller disposes it.</summary>
    internal static SKBitmap ToBitmap(this RgbImage image) => PictureFile.BitmapOf(image.Width, image.Height, image.Pixels);

    /// <summary>Red, green and blue of a bitmap in <see cref="PictureFile.Format"/>.</summary>
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
