using System.Text;

namespace CaToMe.Shell;

/// <summary>Makes a part of a file name from a text: letters and digits with dashes between, on every system harmless.</summary>
internal static class Slug
{
    /// <summary>In bytes of UTF-8: file names end at 255, and something may stand beside the prompt.</summary>
    private const int Limit = 120;

    private static readonly HashSet<string> ReservedOnWindows = new(
        ["con", "prn", "aux", "nul", "conin$", "conout$", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes it.</summary>
    /// <param name="text">A prompt, a name, a setting.</param>
    /// <param name="kept">Signs that stay as they are: those that names and numbers are written with.</param>
    internal static string Of(string text, string kept = "")
    {
        var slug = new StringBuilder();
        var bytes = 0;
        foreach (var rune in text.ToLowerInvariant().EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > Limit)
            {
                break;
            }

            var stays = Rune.IsLetterOrDigit(rune) || kept.Contains(rune.ToString(), StringComparison.Ordinal);
            var next = stays ? rune.ToString() : slug is [.., not '-'] ? "-" : "";
            slug.Append(next);
            bytes += Encoding.UTF8.GetByteCount(next);
        }

        var word = slug.ToString().Trim('-', '.');
        return word.Length == 0 ? "picture" : ReservedOnWindows.Contains(word) ? word + "_" : word;
    }
}
