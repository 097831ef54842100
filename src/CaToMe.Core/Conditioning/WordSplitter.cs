using System.Buffers;
using System.Globalization;
using System.Text;

namespace CaToMe.Conditioning;

/// <summary>
/// Splits text into the words that byte-pair encoding sees, by CLIP's pattern
/// <c>'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+</c>: English contractions, runs of letters, single digits,
/// runs of anything else but white space. It looks at whole characters: .NET's regular expressions see those above U+FFFF
/// as two halves that are neither letter nor digit.
/// </summary>
internal static class WordSplitter
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The ranges of the words in a text, in order.</summary>
    internal static IEnumerable<Range> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var (kind, length) = KindAt(text, start);
            var end = start + length;
            if (Contractions.FirstOrDefault(c => string.CompareOrdinal(text, start, c, 0, c.Length) == 0) is { } contraction)
            {
                end = start + contraction.Length;
            }
            else if (kind is Kind.Letter or Kind.Other)
            {
                end = EndOfRun(text, end, kind);
            }

            if (kind != Kind.Space)
            {
                yield return start..end;
            }

            start = end;
        }
    }

    private static int EndOfRun(string text, int position, Kind kind)
    {
        while (position < text.Length && KindAt(text, position) is var (next, length) && next == kind)
        {
            position += length;
        }

        return position;
    }

    private static (Kind Kind, int Length) KindAt(string text, int position)
    {
        var status = Rune.DecodeFromUtf16(text.AsSpan(position), out var rune, out var length);
        var kind = status != OperationStatus.Done ? Kind.Other
            : Rune.IsWhiteSpace(rune) ? Kind.Space
            : Rune.IsLetter(rune) ? Kind.Letter
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber ? Kind.Number
            : Kind.Other;
        return (kind, length);
    }
}
