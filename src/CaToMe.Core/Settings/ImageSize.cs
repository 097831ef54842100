using System.Globalization;

namespace CaToMe.Settings;

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
    public static ImageSize Parse(string text) => TryParse(text, out var size)
        ? size
        : throw new OptionException("Size", text, "give width and height, such as 512x512 for a picture or 2x2 for a stride.");

    /// <summary>Reads a size.</summary>
    /// <param name="text">Such as <c>512x768</c> or <c>512</c>.</param>
    /// <param name="size">The size; no pixels where it is none.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out ImageSize size)
    {
        var sides = text.Split(['x', 'X', '×', '*'], StringSplitOptions.TrimEntries);
        var isSize = IsSide(sides[0], out var width) & IsSide(sides[^1], out var height) && sides.Length <= 2;
        size = isSize ? new ImageSize(width, height) : default;
        return isSize;
    }

    /// <summary>The text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static bool IsSide(string text, out int side) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side);
}
