using CaToMe.Requests;
using CaToMe.Sources;
using SkiaSharp;

namespace CaToMe.Starting;

/// <summary>What a run paints on: a picture, brought to the run's size, and the part of it that a mask marks.</summary>
internal sealed class Canvas : IDisposable
{
    /// <summary>From this lightness on, a mask marks what is to be drawn anew: half, as in diffusers.</summary>
    internal const int Marked = 128;

    /// <summary>How much the proportions of mask and picture may differ.</summary>
    private const double SameProportions = 0.02;

    private readonly SKBitmap whole; // as the result shows it where it is kept
    private readonly SKBitmap? edge; // how much of the new picture is shown: the mask with soft edges
    private readonly SKRectI region; // what is drawn

    private Canvas(SKBitmap whole, SKBitmap? mask, SKRectI region, GenerationRequest request)
    {
        var (width, height) = (request.Width!.Value, request.Height!.Value);
        (this.whole, this.region) = (whole, region);
        edge = mask?.Blurred(request.MaskBlur);
        using var picture = whole.Scaled(region, width, height);
        Picture = new RgbImage(width, height, picture.Colours());
        using var part = mask?.Scaled(region, width, height);
        Mask = part?.Lightness();
    }

    /// <summary>The picture that the run begins at, of its size.</summary>
    internal RgbImage Picture { get; }

    /// <summary>Where it is drawn anew, from <see cref="Marked"/> on, row by row; null: everywhere.</summary>
    internal byte[]? Mask { get; }

    /// <summary>Reads the picture and the mask.</summary>
    /// <param name="request">A request without nulls among its sizes.</param>
    /// <returns>Null where the run begins at noise.</returns>
    /// <exception cref="OptionException">A file cannot be read, the mask has other proportions than the picture, or marks nothing.</exception>
    internal static Canvas? Of(GenerationRequest request)
    {
        if (request.InitImage is null)
        {
            return null;
        }

        using var picture = request.InitImage.Decode(nameof(request.InitImage), SKColors.White);
        using var mask = MaskOf(request, picture);
        var (width, height) = (request.Width!.Value, request.Height!.Value);
        if (mask is not null && MaskRegion.Of(mask.Lightness(), mask.Width, mask.Height, request.MaskPadding ?? 0, width, height) is var region)
        {
            var marked = region ?? throw new OptionException(
                nameof(request.Mask), request.Mask, "it marks nothing: white is drawn anew, black is kept (InvertMask turns it round).");
            if (request.MaskPadding is not null)
            {
                return new Canvas(picture.Copy(), mask, marked, request);
            }
        }

        var middle = Bitmaps.Middle(picture.Width, picture.Height, width, height);
        using var fitting = mask?.Scaled(middle, width, height);
        return new Canvas(picture.Scaled(middle, width, height), fitting, SKRectI.Create(width, height), request);
    }

    /// <summary>What was drawn, in its place: what the mask does not mark stays as it was, to the pixel.</summary>
    internal RgbImage Finish(RgbImage drawn)
    {
        if (edge is null)
        {
            return drawn;
        }

        using var small = PictureFile.BitmapOf(drawn.Width, drawn.Height, drawn.Pixels);
        using var part = small.Scaled(SKRectI.Create(drawn.Width, drawn.Height), region.Width, region.Height);
        var (kept, shown, share) = (whole.Colours(), part.Colours(), edge.Lightness());
        for (var y = 0; y < region.Height; y++)
        {
            for (var x = 0; x < region.Width; x++)
            {
                var to = ((y + region.Top) * whole.Width) + x + region.Left;
                for (var colour = 0; colour < 3; colour++)
                {
                    var (before, after) = (kept[(3 * to) + colour], shown[(3 * ((y * region.Width) + x)) + colour]);
                    kept[(3 * to) + colour] = (byte)(((before * (byte.MaxValue - share[to])) + (after * share[to]) + 127) / byte.MaxValue);
                }
            }
        }

        return new RgbImage(whole.Width, whole.Height, kept);
    }

    public void Dispose()
    {
        whole.Dispose();
        edge?.Dispose();
    }

    /// <summary>The mask in the picture's size; what is transparent in it is kept.</summary>
    private static SKBitmap? MaskOf(GenerationRequest request, SKBitmap picture)
    {
        if (request.Mask is null)
        {
            return null;
        }

        using var read = request.Mask.Decode(nameof(request.Mask), SKColors.Black);
        using var mask = request.InvertMask ? read.Inverted() : read.Copy();
        var stretch = (double)mask.Width * picture.Height / ((double)mask.Height * picture.Width);
        return Math.Abs(stretch - 1) <= SameProportions
            ? mask.Scaled(SKRectI.Create(mask.Width, mask.Height), picture.Width, picture.Height)
            : throw new OptionException(
                nameof(request.Mask), request.Mask,
                $"it is {mask.Width} x {mask.Height} and the picture {picture.Width} x {picture.Height}: give a mask of the picture's proportions.");
    }
}
