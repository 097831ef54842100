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

    /// <summary>A picture as many times as large as makes it so wide, or nearly; one that is as wide already stays.</summary>
    internal static RgbImage Enlarged(this RgbImage image, int width)
    {
        if (width / image.Width is not (> 1 and var times))
        {
            return image;
        }

        using var bitmap = image.ToBitmap();
        using var larger = bitmap.Scaled(SKRectI.Create(image.Width, image.Height), times * image.Width, times * image.Height);
        return larger.ToRgbImage();
    }
}
