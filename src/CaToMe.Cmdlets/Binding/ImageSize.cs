using System.Globalization;

namespace CaToMe.Binding;

/// <summary>A picture's size in pixels, written <c>512x512</c>, or as one number for a square; or a cell's in tokens.</summary>
/// <param name="Width">Width in pixels or tokens.</param>
/// <param name="Height">Height in pixels or tokens.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>A square.</summary>
    /// <param name="side">Width and height.</param>
    public ImageSize(int side) : this(side, side)
    {
    }

    /// <summary>Reads a size; PowerShell's conversion of texts uses this.</summary>
    /// <param name="text">Such as <c>512x768</c> or <c>512</c>.</param>
    /// <exception cref="OptionException">It is no size.</exception>
    public static ImageSize Parse(string text)
    {
        var sides = text.Split(['x', 'X', '×', '*'], StringSplitOptions.TrimEntries);
        return sides.Length is 1 or 2 && TryParse(sides[0], out var width) && TryParse(sides[^1], out var height)
            ? new ImageSize(width, height)
            : throw new OptionException("Size", text, "give width and height, such as 512x512 for a picture or 2x2 for a stride.");
    }

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static bool TryParse(string text, out int side) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side);
}
