using CaToMe.Imaging;
using CaToMe.Requests;
using CaToMe.Sources;
using SkiaSharp;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CaToMe.Tool.Output;

/// <summary>A picture of characters, each of which shows two pixels: its upper half in its own colour, its lower half in that of its background.</summary>
internal sealed class HalfBlocks : Renderable
{
    private const string UpperHalf = "\u2580";

    private readonly int width, height; // in pixels; the height is even
    private readonly byte[] colours;

    /// <param name="image">The picture.</param>
    /// <param name="columns">As wide as it may be, in characters.</param>
    /// <param name="rows">As high as it may be, in lines.</param>
    internal HalfBlocks(RgbImage image, int columns, int rows)
    {
        var scale = Math.Min((double)columns / image.Width, 2.0 * rows / image.Height);
        (width, height) = (Math.Max(1, (int)(scale * image.Width)), 2 * Math.Max(1, (int)(scale * image.Height / 2)));
        using var bitmap = image.ToBitmap();
        using var scaled = bitmap.Scaled(SKRectI.Create(image.Width, image.Height), width, height);
        colours = scaled.Colours();
    }

    /// <inheritdoc/>
    protected override Measurement Measure(RenderOptions options, int maxWidth) => new(width, width);

    /// <inheritdoc/>
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        for (var y = 0; y < height; y += 2)
        {
            for (var x = 0; x < Math.Min(width, maxWidth); x++)
            {
                yield return new Segment(UpperHalf, new Style(ColourAt(x, y), ColourAt(x, y + 1)));
            }

            yield return Segment.LineBreak;
        }
    }

    private Color ColourAt(int x, int y)
    {
        var at = 3 * ((y * width) + x);
        return new Color(colours[at], colours[at + 1], colours[at + 2]);
    }
}
