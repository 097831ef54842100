namespace CaToMe.Shell;

/// <summary>Tells a misspelt name from another one.</summary>
internal static class Spelling
{
    /// <summary>From this length on, a name may have two mistakes; a shorter one with two is another word.</summary>
    private const int LongName = 6;

    /// <summary>The name that was meant; null where none is near.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="names">The names that are known.</param>
    internal static string? Nearest(string word, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: Distance(word.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(n => n.Distance <= (Math.Min(word.Length, n.Name.Length) < LongName ? 1 : 2))
        .OrderBy(n => n.Distance).Select(n => n.Name).FirstOrDefault();

    /// <summary>Letters to insert, leave out, replace or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j
                    : Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[from.Length, to.Length];
    }
}
