using System.Globalization;
using CaToMe.Reuse;
using CaToMe.Settings;

namespace CaToMe.Merging;

/// <summary>
/// Merge options as a short text, for command lines, tables and CSV files: <c>none</c>, <c>tome:0.5</c>, <c>catome:0.95</c>,
/// <c>catome:0.95@every-5</c>. The number is the method's own (ToMe: ratio, CA-ToMe: threshold; without it the default), the schedule of checkpoints
/// follows the @, and whatever differs from the defaults follows in words: <c>catome:0.9@0,5,10 stride=4x2 dst=random mlp</c>.
/// </summary>
internal static class MergeNotation
{
    private static readonly MergeOptions Defaults = new();

    /// <summary>The settings that are words: the cell's, then the others.</summary>
    private static readonly IReadOnlyList<Setting<MergeOptions>> Words =
    [
        MergeSettings.Stride, MergeSettings.Destinations, MergeSettings.Seed,
        .. MergeSettings.All.Where(s => s.Word is not null).Except([MergeSettings.Stride, MergeSettings.Destinations, MergeSettings.Seed]),
    ];

    private static readonly string Accepted =
        "give none, tome:RATIO or catome:THRESHOLD, with @SCHEDULE for the checkpoints, such as tome:0.5, catome, catome:0.95 or catome:0.95@every-5. "
        + $"After it, separated by spaces: {string.Join(", ", Words.Select(s => s.Kind.IsSwitch ? s.Word : $"{s.Word}={s.Placeholder}"))}.";

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

        double? number = options.Method == MergeMethod.ToMe ? options.Ratio : options.Threshold;
        var value = number is null ? "" : $":{SettingKind.Write(number)}";
        var schedule = options.Checkpoints is null ? "" : $"@{options.Checkpoints}";
        var words = Words.Where(s => !Equals(s.Get(options), s.Get(Defaults)))
            .Select(s => s.Kind.IsSwitch ? s.Word : $"{s.Word}={SettingKind.Write(s.Get(options)!)}");
        return string.Join(' ', words.Prepend(SettingKind.Write(options.Method) + value + schedule));
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
        var (name, value) = Cut(word, '=');
        var setting = Words.FirstOrDefault(s => name.Equals(s.Word, StringComparison.OrdinalIgnoreCase));
        var read = setting is { Kind.IsSwitch: true } ? (value is null ? true : null) : value is null ? null : setting?.Kind.Read(value);
        return read is null ? throw new OptionException("Merge", text, $"{word} is not known: {Accepted}") : setting!.With(options, read);
    }

    private static (string Before, string? After) Cut(string text, char separator) =>
        text.IndexOf(separator) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);

    private static double Number(string number, string text) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new OptionException("Merge", text, Accepted);
}
