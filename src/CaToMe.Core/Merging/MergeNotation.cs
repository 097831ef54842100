using System.Globalization;
using System.Text;
using CaToMe.Reuse;

namespace CaToMe.Merging;

/// <summary>
/// Merge options as a short text, for command lines, tables and CSV files: <c>none</c>, <c>tome:0.5</c>, <c>catome:0.95</c>,
/// <c>catome:0.95@every-5</c>. The number is the method's own (ToMe: ratio, CA-ToMe: threshold; without it the default), the schedule of checkpoints
/// follows the @, and whatever differs from the defaults follows in words: <c>catome:0.9@0,5,10 stride=4x2 dst=random mlp</c>.
/// </summary>
internal static class MergeNotation
{
    private const string Accepted =
        "give none, tome:RATIO or catome:THRESHOLD, with @SCHEDULE for the checkpoints, such as tome:0.5, catome, catome:0.95 or catome:0.95@every-5. "
        + "After it, separated by spaces: stride=2x2, dst=random, seed=1, max-downsample=2, cross-attention, mlp, no-self-attention, reference-compatible.";

    internal static MergeOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
        {
            throw new OptionException("Merge", null, Accepted);
        }

        var options = ParseMethod(words[0], text);
        return words.Skip(1).Aggregate(options, (o, word) => ParseWord(o, word, text)).Validate();
    }

    internal static string Format(MergeOptions options)
    {
        if (options.Method == MergeMethod.None)
        {
            return "none";
        }

        var (method, number) = options.Method == MergeMethod.ToMe ? ("tome", options.Ratio) : ("catome", options.Threshold);
        var text = new StringBuilder(method);
        AppendIf(text, number is not null, string.Create(CultureInfo.InvariantCulture, $":{number:R}"));
        AppendIf(text, options.Checkpoints is not null, $"@{options.Checkpoints}");
        AppendIf(text, (options.StrideX, options.StrideY) != (2, 2), $" stride={options.StrideX}x{options.StrideY}");
        AppendIf(text, options.Destinations == DestinationChoice.Random, " dst=random");
        AppendIf(text, options.Seed is not null, string.Create(CultureInfo.InvariantCulture, $" seed={options.Seed}"));
        AppendIf(text, options.MaxDownsample != 1, $" max-downsample={options.MaxDownsample}");
        AppendIf(text, options.CrossAttention, " cross-attention");
        AppendIf(text, options.Mlp, " mlp");
        AppendIf(text, !options.SelfAttention, " no-self-attention");
        AppendIf(text, options.ReferenceCompatible, " reference-compatible");
        return text.ToString();
    }

    private static void AppendIf(StringBuilder text, bool applies, string part)
    {
        if (applies)
        {
            text.Append(part);
        }
    }

    private static MergeOptions ParseMethod(string word, string text)
    {
        var (rest, schedule) = Cut(word, '@');
        var (method, number) = Cut(rest, ':');
        var options = new MergeOptions { Checkpoints = schedule is null ? null : CheckpointSchedule.Parse(schedule) };
        return (method.ToLowerInvariant(), number) switch
        {
            ("none", null) when schedule is null => MergeOptions.None,
            ("tome", null) => options with { Method = MergeMethod.ToMe },
            ("tome", _) => options with { Method = MergeMethod.ToMe, Ratio = Number(number, text) },
            ("catome", null) => options with { Method = MergeMethod.CaToMe },
            ("catome", _) => options with { Method = MergeMethod.CaToMe, Threshold = Number(number, text) },
            _ => throw new OptionException("Merge", text, Accepted),
        };
    }

    private static MergeOptions ParseWord(MergeOptions options, string word, string text)
    {
        var (name, value) = Cut(word.ToLowerInvariant(), '=');
        return (name, value) switch
        {
            ("stride", not null) => ParseStride(options, value, text),
            ("dst", "random") => options with { Destinations = DestinationChoice.Random },
            ("dst", "first") => options with { Destinations = DestinationChoice.First },
            ("seed", not null) => options with { Seed = Whole(value, text) },
            ("max-downsample", not null) => options with { MaxDownsample = (int)Math.Clamp(Whole(value, text), 0, int.MaxValue) },
            ("cross-attention", null) => options with { CrossAttention = true },
            ("mlp", null) => options with { Mlp = true },
            ("no-self-attention", null) => options with { SelfAttention = false },
            ("reference-compatible", null) => options with { ReferenceCompatible = true },
            _ => throw new OptionException("Merge", text, $"{word} is not known: {Accepted}"),
        };
    }

    private static MergeOptions ParseStride(MergeOptions options, string value, string text)
    {
        var (x, y) = Cut(value, 'x');
        return options with
        {
            StrideX = (int)Math.Clamp(Whole(x, text), 0, int.MaxValue),
            StrideY = (int)Math.Clamp(Whole(y ?? x, text), 0, int.MaxValue),
        };
    }

    private static (string Before, string? After) Cut(string text, char separator) =>
        text.IndexOf(separator) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);

    private static double Number(string number, string text) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new OptionException("Merge", text, Accepted);

    private static long Whole(string number, string text) =>
        long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new OptionException("Merge", text, Accepted);
}
