using System.Text.RegularExpressions;

namespace CaToMe.Imaging.Reading;

/// <summary>The settings in a text of the web UI's kind, wherever they stand in it.</summary>
/// <param name="Before">The text before them: the prompts.</param>
/// <param name="Values">The settings, those of the lines after them included.</param>
/// <param name="Separator">What stands between them.</param>
internal sealed partial record SettingsBlock(string Before, Dictionary<string, string> Values, char Separator)
{
    internal const char Comma = ',', Bar = '|';

    /// <summary>The web UI takes a line with fewer pairs for a line of the prompt.</summary>
    private const int FewestPairs = 3;

    /// <summary>Of <see cref="CommonNames"/> a line of settings has this many at least.</summary>
    private const int FewestCommonNames = 2;

    private static readonly HashSet<string> CommonNames = new(
        ["Steps", "Sampler", "CFG scale", "Seed", "Size", "Model hash", "Model"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that a line of settings may begin with.</summary>
    private static readonly HashSet<string> FirstNames = new(
        [.. CommonNames, "Schedule type", "Clip skip", "Denoising strength", "Version", "VAE", "VAE hash", "RNG", "Batch size", "Batch pos", "App", "Backend"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds the settings: the last lines that are pairs of names and values with the common names among them.</summary>
    /// <returns>Null where there are none.</returns>
    internal static SettingsBlock? Find(string text)
    {
        var plain = text.ReplaceLineEndings("\n").Trim();
        return Find(plain, p => FirstNames.Contains(p.FirstName))
            ?? Find(plain, p => !IsPrompt(p.FirstName) || p.Separator == Bar)
            ?? Find(LostLineBreak().Replace(plain, "\n"), p => FirstNames.Contains(p.FirstName));
    }

    private static SettingsBlock? Find(string text, Func<Line, bool> mayBeSettings)
    {
        var lines = Line.Split(text, mayBeSettings);
        for (var last = lines.Count - 1; last >= 0; last--)
        {
            var first = last;
            while (lines[last].Pairs.Count > 0 && first > 0 && lines[first - 1].GoesOnIn(lines[first..(last + 1)]))
            {
                first--;
            }

            var values = new Dictionary<string, string>(lines[first..(last + 1)].SelectMany(l => l.Pairs), StringComparer.OrdinalIgnoreCase);
            if (values.Count >= FewestPairs && values.Keys.Count(CommonNames.Contains) >= FewestCommonNames)
            {
                AddLinesAfter(values, lines[(last + 1)..]);
                return new SettingsBlock(text[..lines[first].Start].Trim(), values, lines[last].Separator);
            }
        }

        return null;
    }

    private static bool IsPrompt(string name) => name.EndsWith("prompt", StringComparison.OrdinalIgnoreCase);

    /// <summary>Extensions write lines of their own after the settings, such as <c>Template: ...</c>; what has no name goes on with the line before.</summary>
    private static void AddLinesAfter(Dictionary<string, string> values, IEnumerable<Line> lines)
    {
        var after = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var name = "";
        foreach (var line in lines)
        {
            if (line.Pairs.Count > 0)
            {
                line.Pairs.ToList().ForEach(p => after.TryAdd(p.Key, p.Value));
            }
            else if (NamedLine().Match(line.Text) is { Success: true } named)
            {
                name = named.Groups[1].Value;
                after[name] = named.Groups[2].Value;
            }
            else
            {
                name = name.Length > 0 ? name : "Lines after the settings";
                after[name] = after.TryGetValue(name, out var text) ? $"{text}\n{line.Text}" : line.Text;
            }
        }

        foreach (var (key, text) in after)
        {
            var value = text.Trim().TrimEnd(',');
            values.TryAdd(key, value is ['"', .., '"'] && WebUiPairs.Unquote(value) is { } unquoted ? unquoted : value);
        }
    }

    /// <summary>Where a line begins in a text whose line breaks were made into spaces.</summary>
    [GeneratedRegex("[ \\t]+(?=Negative prompt: |Steps: [0-9]+ *[,|])")]
    private static partial Regex LostLineBreak();

    [GeneratedRegex(@"^\s*([^:,|""{}<>()\[\]]{1,60}?)\s*:\s*(.*)$", RegexOptions.Singleline)]
    private static partial Regex NamedLine();

    /// <summary>A line, or several that a quoted value joins.</summary>
    /// <param name="Start">Where in the text it begins.</param>
    /// <param name="Text">The line.</param>
    /// <param name="Pairs">Its pairs, where it may be one of settings; none otherwise.</param>
    /// <param name="Separator">What stands between them.</param>
    private sealed record Line(int Start, string Text, IReadOnlyDictionary<string, string> Pairs, char Separator)
    {
        /// <summary>Names whose values are numbers.</summary>
        private static readonly HashSet<string> NumberNames = new(["Steps", "CFG scale", "Seed", "Size", "Clip skip"], StringComparer.OrdinalIgnoreCase);

        /// <summary>Names of which no line of a prompt has one, with a number where it needs one.</summary>
        private static readonly HashSet<string> TellingNames = new(
            [.. NumberNames, "Sampler", "Schedule type", "Model hash"],
            StringComparer.OrdinalIgnoreCase);

        internal string FirstName => Text[..Math.Max(0, Text.AsSpan().IndexOfAny(Separator, ':'))].Trim();

        internal static List<Line> Split(string text, Func<Line, bool> mayBeSettings)
        {
            var lines = new List<Line>();
            for (var start = 0; start <= text.Length;)
            {
                var line = Read(text, start);
                if (line.Pairs.Count == 0 || !mayBeSettings(line))
                {
                    var end = text.IndexOf('\n', start);
                    line = line with { Text = text[start..(end < 0 ? text.Length : end)], Pairs = new Dictionary<string, string>() };
                }

                lines.Add(line);
                start += line.Text.Length + 1;
            }

            return lines;
        }

        /// <summary>Whether the lines below are the rest of this one's settings, and not settings in themselves
        /// with a prompt above that looks like some.</summary>
        internal bool GoesOnIn(IEnumerable<Line> below) =>
            Pairs.Keys.Any(TellingNames.Contains)
            && Pairs.All(p => !NumberNames.Contains(p.Key) || p.Value.TrimStart('-') is [>= '0' and <= '9', ..])
            && !below.Any(l => l.Pairs.Keys.Any(Pairs.ContainsKey));

        /// <summary>Reads with the separator that finds more of the common names.</summary>
        private static Line Read(string text, int start)
        {
            var (commas, bars) = (Read(text, start, Comma), Read(text, start, Bar));
            return bars.Pairs.Keys.Count(FirstNames.Contains) > commas.Pairs.Keys.Count(FirstNames.Contains) ? bars : commas;
        }

        private static Line Read(string text, int start, char separator)
        {
            var pairs = WebUiPairs.Read(text.AsSpan(start), separator, out var length);
            return new Line(start, text.Substring(start, length), pairs, separator);
        }
    }
}
