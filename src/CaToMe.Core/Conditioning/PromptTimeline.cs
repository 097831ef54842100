using System.Globalization;
using System.Text;

namespace CaToMe.Conditioning;

/// <summary>
/// A prompt that changes during a run: <c>[from:to:when]</c>, <c>[to:when]</c>, <c>[from::when]</c> and <c>[a|b]</c>, nested as one likes. <c>when</c> is
/// the number of steps before the change, or with a decimal point below 1 their share. Brackets of another kind stay in the text.
/// </summary>
internal static class PromptTimeline
{
    /// <summary>Brackets within brackets, beyond which they are text.</summary>
    private const int Deepest = 50;

    /// <summary>The prompt of each step.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="steps">Sampling steps of the run.</param>
    internal static IReadOnlyList<string> Of(string prompt, int steps)
    {
        var closing = ClosingBrackets(prompt);
        return [.. Enumerable.Range(0, steps).Select(step => At(prompt, 0, prompt.Length, closing, step, steps, 0))];
    }

    private static string At(string prompt, int start, int end, Dictionary<int, int> closing, int step, int steps, int depth)
    {
        var text = new StringBuilder();
        for (var i = start; i < end; i++)
        {
            if (prompt[i] == '\\' && i + 1 < end)
            {
                text.Append(prompt, i++, 2);
            }
            else if (prompt[i] == '[' && depth < Deepest && closing.TryGetValue(i, out var close) && close < end)
            {
                text.Append(Bracket(i + 1, close));
                i = close;
            }
            else
            {
                text.Append(prompt[i]);
            }
        }

        return text.ToString();

        string Bracket(int first, int close)
        {
            var options = Split(prompt, first, close, '|', closing);
            if (options.Count > 1)
            {
                return Inner(options[step % options.Count]);
            }

            var parts = Split(prompt, first, close, ':', closing);
            var when = parts.Count is 2 or 3 ? When(prompt.AsSpan(parts[^1].Start, parts[^1].End - parts[^1].Start), steps) : null;
            return when is null ? $"[{Inner((first, close))}]"
                : step >= when ? Inner(parts[^2])
                : parts.Count == 3 ? Inner(parts[0])
                : "";
        }

        string Inner((int Start, int End) part) => At(prompt, part.Start, part.End, closing, step, steps, depth + 1);
    }

    /// <summary>The step of a change; null where the text is no number.</summary>
    private static double? When(ReadOnlySpan<char> text, int steps) =>
        !double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? null
        : number < 1 && text.Contains('.') ? Math.Floor(number * steps)
        : number;

    /// <summary>Splits at a character that is in no bracket.</summary>
    private static List<(int Start, int End)> Split(string prompt, int start, int end, char separator, Dictionary<int, int> closing)
    {
        var parts = new List<(int, int)>();
        for (var i = start; i < end; i++)
        {
            if (prompt[i] == '\\')
            {
                i++;
            }
            else if (closing.TryGetValue(i, out var close) && close < end)
            {
                i = close;
            }
            else if (prompt[i] == separator)
            {
                parts.Add((start, i));
                start = i + 1;
            }
        }

        return [.. parts, (start, end)];
    }

    /// <summary>Where each bracket, round or square, is closed; those that are not are left out.</summary>
    private static Dictionary<int, int> ClosingBrackets(string prompt)
    {
        var closing = new Dictionary<int, int>();
        var open = new Stack<int>();
        for (var i = 0; i < prompt.Length; i++)
        {
            switch (prompt[i])
            {
                case '\\':
                    i++;
                    break;
                case '(' or '[':
                    open.Push(i);
                    break;
                case ')' or ']' when open.TryPeek(out var last) && prompt[last] == (prompt[i] == ')' ? '(' : '['):
                    closing[open.Pop()] = i;
                    break;
            }
        }

        return closing;
    }
}
