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

    /// <summary>Whether a font is the embedded one.</summary>
    internal static bool Is(SKTypeface font) => font == Regular || font == SemiBold;

    /// <summary>The font, or, for a text of another script, a font of the system that has it.</summary>
    internal static SKTypeface For(string text, bool bold)
    {
        var font = bold ? SemiBold : Regular;
        var missing = text.EnumerateRunes().Select(r => r.Value).FirstOrDefault(rune => !font.ContainsGlyph(rune));
        return missing == 0 ? font : SystemFont(missing) ?? font;
    }

    /// <summary>A font of the system that has a character. Where Skia was built without the system's font matching, the families are gone through.</summary>
    private static SKTypeface? SystemFont(int rune) => SKFontManager.Default.MatchCharacter(rune)
        ?? SKFontManager.Default.FontFamilies.Select(family => SKFontManager.Default.MatchFamily(family))
            .FirstOrDefault(other => other?.ContainsGlyph(rune) == true);

    private static SKTypeface Load(string name)
    {
        using var stream = typeof(EmbeddedFont).Assembly.GetManifestResourceStream(name)!;
        return SKTypeface.FromStream(stream);
    }
}
