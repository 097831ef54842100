using System.Text;

namespace CaToMe.Imaging;

/// <summary>Makes a part of a file name from a prompt: letters and digits with dashes between, on every system harmless.</summary>
internal static class Slug
{
    /// <summary>In bytes of UTF-8: file names end at 255, and something may stand beside the prompt.</summary>
    private const int Limit = 120;

    private static readonly HashSet<string> ReservedOnWindows =
        new(["con", "prn", "aux", "nul", "conin$", "conout$",
            .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })],
            StringComparer.OrdinalIgnoreCase);

    internal static string Of(string prompt)
    {
        var slug = new StringBuilder();
        var bytes = 0;
        foreach (var rune in prompt.ToLowerInvariant().EnumerateRunes())
        {
            if (bytes + rune.Utf8SequenceLength > Limit)
            {
                break;
            }

            var next = Rune.IsLetterOrDigit(rune) ? rune.ToString() : slug is [.., not '-'] ? "-" : "";
            slug.Append(next);
            bytes += Encoding.UTF8.GetByteCount(next);
        }

        var word = slug.ToString().Trim('-');
        return word.Length == 0 ? "picture" : ReservedOnWindows.Contains(word) ? word + "_" : word;
    }
}
