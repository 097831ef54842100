using SkiaSharp;

namespace CaToMe.Imaging;

/// <summary>
/// The font of grids and figures: Inter (Latin, Greek, Cyrillic), which comes with the assembly, so that they look the same
/// on every machine, one without fonts included.
/// </summary>
internal static class EmbeddedFont
{
    internal const string Family = "Inter";

    internal static SKTypeface Regular { get; } = Load("Inter-Regular.otf");

    internal static SKTypeface SemiBold { get; } = Load("Inter-SemiBold.otf");

    /// <summary>The font, or, for a text of another script, a font of the system that has it.</summary>
    internal static SKTypeface For(string text, bool bold)
    {
        var font = bold ? SemiBold : Regular;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!font.ContainsGlyph(rune.Value) && SKFontManager.Default.MatchCharacter(rune.Value) is { } other)
            {
                return other;
            }
        }

        return font;
    }

    private static SKTypeface Load(string name)
    {
        using var stream = typeof(EmbeddedFont).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(stream);
    }
}
