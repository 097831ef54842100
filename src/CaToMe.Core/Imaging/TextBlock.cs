using SkiaSharp;
using SkiaSharp.HarfBuzz;

namespace CaToMe.Imaging;

/// <summary>A short text, wrapped to a width.</summary>
internal sealed class TextBlock : IDisposable
{
    private const float LineSpacing = 1.3f;

    private readonly SKFont font;
    private readonly SKPaint paint;
    private readonly List<string> lines = [];

    /// <summary>Lays a text out.</summary>
    /// <param name="text">The text; empty takes no room.</param>
    /// <param name="size">Size of the letters, in pixels.</param>
    /// <param name="width">Width to wrap to, in pixels.</param>
    /// <param name="colour">The letters' colour.</param>
    /// <param name="bold">Semi-bold instead of regular.</param>
    /// <param name="maxLines">What is longer ends in an ellipsis.</param>
    internal TextBlock(string text, float size, float width, SKColor colour, bool bold = false, int maxLines = int.MaxValue)
    {
        font = new SKFont(EmbeddedFont.For(text, bold), size) { Subpixel = true, Hinting = SKFontHinting.None };
        paint = new SKPaint { Color = colour, IsAntialias = true };
        Wrap(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), width);
        if (lines.Count > maxLines)
        {
            lines.RemoveRange(maxLines, lines.Count - maxLines);
            lines[^1] = Shorten(lines[^1] + "…", width);
        }
    }

    /// <summary>Height of all lines, in pixels.</summary>
    internal float Height => lines.Count * font.Size * LineSpacing;

    /// <summary>Draws the lines.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="left">The left edge.</param>
    /// <param name="top">The upper edge.</param>
    internal void Draw(SKCanvas canvas, float left, float top)
    {
        // Scripts that Inter lacks may run from right to left, or join their letters.
        using var shaper = EmbeddedFont.Is(font.Typeface) ? null : new SKShaper(font.Typeface);
        foreach (var (index, line) in lines.Index())
        {
            var baseline = top + (index * font.Size * LineSpacing) + font.Size;
            if (shaper is null)
            {
                canvas.DrawText(line, left, baseline, font, paint);
            }
            else
            {
                canvas.DrawShapedText(shaper, line, left, baseline, font, paint);
            }
        }
    }

    public void Dispose()
    {
        font.Dispose();
        paint.Dispose();
    }

    private void Wrap(string[] words, float width)
    {
        var line = "";
        foreach (var word in words)
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (font.MeasureText(longer) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            line = word;
            while (font.MeasureText(line) > width)
            {
                var fits = Math.Max(1, font.BreakText(line, width));
                lines.Add(line[..fits]);
                line = line[fits..];
            }
        }

        if (line.Length > 0)
        {
            lines.Add(line);
        }
    }

    private string Shorten(string line, float width)
    {
        while (line.Length > 1 && font.MeasureText(line) > width)
        {
            line = line[..^2] + "…";
        }

        return line;
    }
}
