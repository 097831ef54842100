using System.Text.RegularExpressions;

namespace CaToMe.Documents;

/// <summary>
/// The parts of a page that are made: <c>&lt;!-- figures: NAME --&gt;</c> to <c>&lt;!-- /figures --&gt;</c>, on lines of their own
/// or within one.
/// </summary>
internal static partial class Blocks
{
    /// <summary>The names of a page's blocks, as often as each is there.</summary>
    /// <exception cref="CaToMeException">A marker has no partner.</exception>
    internal static IReadOnlyList<string> Names(string page)
    {
        var names = Block().Matches(page).Select(m => m.Groups["name"].Value).ToList();
        return Marker().Count(page) == 2 * names.Count ? names
            : throw new CaToMeException("A figures marker has no partner: each block begins with <!-- figures: NAME --> and ends with <!-- /figures -->.");
    }

    /// <summary>Replaces what is in the blocks of a name; everything else stays as it is.</summary>
    internal static string Replace(string page, string name, string content) => Block().Replace(page, block =>
        block.Groups["name"].Value != name ? block.Value
        : block.Groups["content"].Value.StartsWith('\n') ? $"{block.Groups["begin"].Value}\n{content}\n{block.Groups["end"].Value}"
        : $"{block.Groups["begin"].Value}{content}{block.Groups["end"].Value}");

    [GeneratedRegex(@"(?<begin><!-- figures: (?<name>[\w-]+) -->)(?<content>.*?)(?<end><!-- /figures -->)", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("<!-- /?figures")]
    private static partial Regex Marker();
}
