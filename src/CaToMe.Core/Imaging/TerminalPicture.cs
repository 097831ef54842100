using System.Globalization;
using System.Text;
using CaToMe.Requests;

namespace CaToMe.Imaging;

/// <summary>Pictures as text that a terminal shows as a picture.</summary>
public static class TerminalPicture
{
    /// <summary>The environment variable that overrides what is detected: kitty, iterm, sixel or none.</summary>
    public const string Variable = "CATOME_PREVIEW";

    private const int KittyChunk = 4096;
    private const string Escape = "\u001b", Bell = "\u0007", EndOfString = "\u001b\\";

    /// <summary>What is added before dividing into steps of 51: Bayer's 4 x 4 matrix, so that a mean colour between two steps stays what it is.</summary>
    private static ReadOnlySpan<byte> Dither => [1, 27, 7, 33, 39, 14, 46, 20, 11, 36, 4, 30, 49, 23, 43, 17];

    /// <summary>Tells from the environment what the terminal can.</summary>
    /// <param name="environment">An environment variable's value; null where it is not set.</param>
    public static TerminalGraphics Detect(Func<string, string?> environment)
    {
        if (environment(Variable) is { Length: > 0 } chosen)
        {
            return Enum.TryParse<TerminalGraphics>(chosen, ignoreCase: true, out var graphics) ? graphics : TerminalGraphics.None;
        }

        var (terminal, program) = (environment("TERM") ?? "", environment("TERM_PROGRAM") ?? "");
        bool Is(string name) => environment(name) is not null;
        bool Starts(string name) => terminal.StartsWith(name, StringComparison.Ordinal);
        bool Holds(string name) => terminal.Contains(name, StringComparison.Ordinal);
        return Is("KITTY_WINDOW_ID") || Is("KONSOLE_VERSION") || Holds("kitty") || program == "ghostty" ? TerminalGraphics.Kitty
            : program is "iTerm.app" or "WezTerm" or "mintty" || environment("LC_TERMINAL") == "iTerm2" ? TerminalGraphics.ITerm
            : Holds("sixel") || Starts("foot") || Starts("mlterm") || Starts("contour") || Is("WT_SESSION") ? TerminalGraphics.Sixel
            : TerminalGraphics.None;
    }

    /// <summary>The text that shows a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="graphics">How the terminal shows it.</param>
    /// <returns>Empty for <see cref="TerminalGraphics.None"/>.</returns>
    public static string Encode(RgbImage image, TerminalGraphics graphics) => graphics switch
    {
        TerminalGraphics.Kitty => Kitty(Convert.ToBase64String(PngFile.Encode(image))),
        TerminalGraphics.ITerm => $"{Escape}]1337;File=inline=1:{Convert.ToBase64String(PngFile.Encode(image))}{Bell}",
        TerminalGraphics.Sixel => Sixel(image),
        _ => "",
    };

    /// <summary>A PNG file (f=100) to show at once (a=T), in chunks; m=1 says that more follow.</summary>
    private static string Kitty(string png)
    {
        var text = new StringBuilder();
        for (var start = 0; start < png.Length; start += KittyChunk)
        {
            var chunk = png.AsSpan(start, Math.Min(KittyChunk, png.Length - start));
            text.Append(Escape).Append(start == 0 ? "_Gf=100,a=T," : "_G").Append(start + KittyChunk < png.Length ? "m=1;" : "m=0;")
                .Append(chunk).Append(EndOfString);
        }

        return text.ToString();
    }

    /// <summary>Bands of six rows; in each band a line of sixels per colour of a 6 x 6 x 6 cube.</summary>
    private static string Sixel(RgbImage image)
    {
        var text = new StringBuilder($"{Escape}Pq\"1;1;").Append(CultureInfo.InvariantCulture, $"{image.Width};{image.Height}");
        for (var colour = 0; colour < 216; colour++)
        {
            text.Append(CultureInfo.InvariantCulture, $"#{colour};2;{colour / 36 * 20};{colour / 6 % 6 * 20};{colour % 6 * 20}");
        }

        for (var top = 0; top < image.Height; top += 6)
        {
            AppendBand(text, image, top);
            text.Append('-');
        }

        return text.Append(EndOfString).ToString();
    }

    private static void AppendBand(StringBuilder text, RgbImage image, int top)
    {
        var lines = new SortedDictionary<int, byte[]>();
        for (var y = top; y < Math.Min(top + 6, image.Height); y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                var colour = ColourAt(image, x, y);
                if (!lines.TryGetValue(colour, out var line))
                {
                    lines[colour] = line = new byte[image.Width];
                }

                line[x] |= (byte)(1 << (y - top));
            }
        }

        foreach (var (colour, line) in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"#{colour}").Append([.. line.Select(bits => (char)('?' + bits))]).Append('$');
        }
    }

    private static int ColourAt(RgbImage image, int x, int y)
    {
        var at = 3 * ((y * image.Width) + x);
        var rounding = Dither[(4 * (y % 4)) + (x % 4)];
        return (36 * Level(image.Pixels[at], rounding)) + (6 * Level(image.Pixels[at + 1], rounding)) + Level(image.Pixels[at + 2], rounding);
    }

    private static int Level(byte value, byte rounding) => (value + rounding) / 51;
}
