using System.Globalization;
using System.Text.RegularExpressions;

namespace CaToMe.Conditioning;

/// <summary>A part of a prompt with its weight. Reference for the notation: AUTOMATIC1111's web UI, <c>modules/prompt_parser.py</c>.</summary>
/// <param name="Text">The text, brackets and escapes resolved.</param>
/// <param name="Weight">What the text encoder's states of its tokens are multiplied with.</param>
internal sealed partial record PromptPart(string Text, double Weight)
{
    /// <summary>Stands where a new chunk begins.</summary>
    internal static PromptPart Break { get; } = new("BREAK", 0);

    private const double Round = 1.1, Square = 1 / 1.1;

    /// <summary>A prompt as it is, without weights.</summary>
    internal static IReadOnlyList<PromptPart> Plain(string prompt) => [new(prompt, 1)];

    /// <summary>
    /// Reads <c>(word)</c>, <c>(word:1.3)</c>, <c>[word]</c> (less), <c>\(</c> and <c>BREAK</c>. A bracket that is not closed holds to the end; one that was
    /// not opened is text.
    /// </summary>
    internal static IReadOnlyList<PromptPart> Parse(string prompt)
    {
        var parts = new List<PromptPart>();
        var (round, square) = (new Stack<int>(), new Stack<int>());
        foreach (Match match in Token().Matches(prompt))
        {
            var text = match.Value;
            if (text == "(")
            {
                round.Push(parts.Count);
            }
            else if (text == "[")
            {
                square.Push(parts.Count);
            }
            else if (match.Groups["weight"].Success && round.Count > 0)
            {
                Multiply(round.Pop(), Number(match.Groups["weight"].Value));
            }
            else if (text == ")" && round.Count > 0)
            {
                Multiply(round.Pop(), Round);
            }
            else if (text == "]" && square.Count > 0)
            {
                Multiply(square.Pop(), Square);
            }
            else
            {
                AddText(text[0] == '\\' && text.Length > 1 ? text[1..] : text);
            }
        }

        foreach (var (position, weight) in round.Select(p => (p, Round)).Concat(square.Select(p => (p, Square))))
        {
            Multiply(position, weight);
        }

        return Joined(parts);

        void AddText(string text)
        {
            var pieces = BreakWord().Split(text);
            for (var i = 0; i < pieces.Length; i++)
            {
                if (i > 0)
                {
                    parts.Add(Break);
                }

                parts.Add(new PromptPart(pieces[i], 1));
            }
        }

        void Multiply(int first, double factor)
        {
            for (var i = first; i < parts.Count; i++)
            {
                parts[i] = ReferenceEquals(parts[i], Break) ? Break : parts[i] with { Weight = parts[i].Weight * factor };
            }
        }
    }

    /// <summary>Neighbours of the same weight are one text: words may go over their border.</summary>
    private static List<PromptPart> Joined(List<PromptPart> parts)
    {
        var joined = new List<PromptPart>();
        foreach (var part in parts)
        {
            if (joined.Count > 0 && joined[^1] is var last && !ReferenceEquals(last, Break) && !ReferenceEquals(part, Break) && last.Weight == part.Weight)
            {
                joined[^1] = last with { Text = last.Text + part.Text };
            }
            else
            {
                joined.Add(part);
            }
        }

        return joined.Count > 0 ? joined : [new("", 1)];
    }

    /// <summary>A number as the web UI reads it; what is none, such as 1.2.3, counts as 1.</summary>
    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 1;

    [GeneratedRegex(@"\\[()\[\]\\]|\\|\(|\[|:\s*(?<weight>[+-]?[.\d]+)\s*\)|\)|\]|[^\\()\[\]:]+|:")]
    private static partial Regex Token();

    [GeneratedRegex(@"\s*\bBREAK\b\s*")]
    private static partial Regex BreakWord();
}
