using SkiaSharp;

namespace CaToMe.Sources;

/// <summary>What is done with bitmaps in <see cref="PictureFile.Format"/>; each result is a new one, which the caller disposes.</summary>
internal static class Bitmaps
{
    /// <summary>The middle of a picture, as much of it as has a size's proportions.</summary>
    internal static SKRectI Middle(int width, int height, int likeWidth, int likeHeight)
    {
        var scale = Math.Min((double)width / likeWidth, (double)height / likeHeight);
        var (w, h) = (Math.Min(width, (int)Math.Round(scale * likeWidth)), Math.Min(height, (int)Math.Round(scale * likeHeight)));
        return SKRectI.Create((width - w) / 2, (height - h) / 2, w, h);
    }

    /// <summary>A part of a picture in another size: cubic where it grows, averaged where it shrinks, pixel by pixel where it does neither.</summary>
    internal static SKBitmap Scaled(this SKBitmap bitmap, SKRectI part, int width, int height)
    {
        var scaled = new SKBitmap(PictureFile.Format(width, height));
        using var canvas = new SKCanvas(scaled);
        using var image = SKImage.FromBitmap(bitmap);
        var sampling = (part.Width, part.Height) == (width, height) ? new SKSamplingOptions(SKFilterMode.Nearest)
            : part.Width > width || part.Height > height ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear)
            : new SKSamplingOptions(SKCubicResampler.CatmullRom);
        canvas.DrawImage(image, part, SKRect.Create(width, height), sampling);
        return scaled;
    }

    /// <summary>A blurred picture.</summary>
    /// <param name="bitmap">The picture.</param>
    /// <param name="sigma">Standard deviation of the Gaussian, in pixels; 0 copies.</param>
    internal static SKBitmap Blurred(this SKBitmap bitmap, float sigma)
    {
        var blurred = new SKBitmap(bitmap.Info);
        using var canvas = new SKCanvas(blurred);
        using var filter = sigma > 0 ? SKImageFilter.CreateBlur(sigma, sigma, SKShaderTileMode.Clamp) : null;
        using var paint = new SKPaint { ImageFilter = filter };
        canvas.DrawBitmap(bitmap, 0, 0, paint);
        return blurred;
    }

    /// <summary>How light each pixel is, 0 to 255, row by row.</summary>
    internal static byte[] Lightness(this SKBitmap bitmap)
    {
        var rgba = bitmap.GetPixelSpan();
        var lightness = new byte[bitmap.Width * bitmap.Height];
        for (var i = 0; i < lightness.Length; i++)
        {
            lightness[i] = (byte)(((299 * rgba[4 * i]) + (587 * rgba[(4 * i) + 1]) + (114 * rgba[(4 * i) + 2]) + 500) / 1000);
        }

        return lightness;
    }

    /// <summary>The negative.</summary>
    internal static SKBitmap Inverted(this SKBitmap bitmap)
    {
        var inverted = bitmap.Copy();
        var rgba = inverted.GetPixelSpan();
        for (var i = 0; i < rgba.Length; i++)
        {
            rgba[i] = i % 4 == 3 ? byte.MaxValue : (byte)(byte.MaxValue - rgba[i]);
        }

        return inverted;
    }

    /// <summary>Red, green and blue of each pixel, row by row.</summary>
    internal static byte[] Colours(this SKBitmap bitmap)
    {
        var rgba = bitmap.GetPixelSpan();
        var colours = new byte[3 * bitmap.Width * bitmap.Height];
        for (int from = 0, to = 0; to < colours.Length; from += 4, to += 3)
        {
            rgba.Slice(from, 3).CopyTo(colours.AsSpan(to));
        }

        return colours;
    }
}
