using CaToMe.Shell;

namespace CaToMe.Tool.Options;

/// <summary>Finds what a person may have meant by a word that is not known.</summary>
internal static class NearestWord
{
    /// <summary>The known word that begins with it, or else the one that is spelt most like it; null where none is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">What is known.</param>
    internal static string? Of(string word, IReadOnlyCollection<string> known) =>
        known.Where(k => word.Trim('-').Length > 1 && k.StartsWith(word, StringComparison.OrdinalIgnoreCase)).MinBy(k => k.Length)
        ?? Spelling.Nearest(word, known);
}
