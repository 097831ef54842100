namespace CaToMe.Tool.Options;

/// <summary>Finds what a person may have meant by a word that is not known.</summary>
internal static class NearestWord
{
    private const int MostEdits = 3;

    /// <summary>The known word that begins with it, or else the one that is spelt most like it; null where none is near.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">What is known.</param>
    internal static string? Of(string word, IReadOnlyCollection<string> known) =>
        known.Where(k => word.Trim('-').Length > 1 && k.StartsWith(word, StringComparison.OrdinalIgnoreCase)).MinBy(k => k.Length)
        ?? known.Where(k => Edits(word, k) <= Math.Min(MostEdits, word.Length / 2)).MinBy(k => Edits(word, k));

    /// <summary>How many letters must be added, removed or changed to get from one word to the other (Levenshtein's distance).</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var change = diagonal + (from[i] == to[j] ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(change, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
