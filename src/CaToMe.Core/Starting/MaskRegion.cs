using SkiaSharp;

namespace CaToMe.Starting;

/// <summary>The part of a picture that is drawn when only what a mask marks is: as AUTOMATIC1111's web UI chooses it.</summary>
internal static class MaskRegion
{
    /// <summary>Finds it.</summary>
    /// <param name="lightness">The mask, row by row.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="padding">Pixels to add on each side.</param>
    /// <param name="likeWidth">It grows to the proportions of this width ...</param>
    /// <param name="likeHeight">... and this height, as far as the picture goes.</param>
    /// <returns>Null where the mask marks nothing.</returns>
    internal static SKRectI? Of(ReadOnlySpan<byte> lightness, int width, int height, int padding, int likeWidth, int likeHeight)
    {
        var (left, top, right, bottom) = (width, height, 0, 0);
        for (var i = 0; i < lightness.Length; i++)
        {
            if (lightness[i] >= Canvas.Marked)
            {
                var (x, y) = (i % width, i / width);
                (left, top, right, bottom) = (Math.Min(left, x), Math.Min(top, y), Math.Max(right, x + 1), Math.Max(bottom, y + 1));
            }
        }

        if (right == 0)
        {
            return null;
        }

        var (x1, x2) = (Math.Max(0, left - padding), Math.Min(width, right + padding));
        var (y1, y2) = (Math.Max(0, top - padding), Math.Min(height, bottom + padding));
        (x1, x2) = Widened(x1, x2, (int)Math.Round((double)(y2 - y1) * likeWidth / likeHeight), width);
        (y1, y2) = Widened(y1, y2, (int)Math.Round((double)(x2 - x1) * likeHeight / likeWidth), height);
        return new SKRectI(x1, y1, x2, y2);
    }

    /// <summary>A side that is as long as it should be, around where it was, within the picture.</summary>
    private static (int From, int To) Widened(int from, int to, int length, int limit)
    {
        var wanted = Math.Min(Math.Max(length, to - from), limit);
        var start = Math.Clamp(from - ((wanted - (to - from)) / 2), 0, limit - wanted);
        return (start, start + wanted);
    }
}
