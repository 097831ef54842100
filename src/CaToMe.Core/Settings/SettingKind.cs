using System.Globalization;

namespace CaToMe.Settings;

/// <summary>A kind of value: its type, and how it is read from a text and written as one, the same in every culture.</summary>
public sealed class SettingKind
{
    private readonly Func<string, object?> read;

    private SettingKind(Type type, string accepted, Func<string, object?> read, params IReadOnlyList<string> words) =>
        (Type, Accepted, this.read, Words) = (type, accepted, read, words);

    /// <summary>Any text.</summary>
    public static SettingKind Text { get; } = new(typeof(string), "a text", text => text);

    /// <summary>A whole number.</summary>
    public static SettingKind WholeNumber { get; } = new(typeof(int), "a whole number",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>A whole number of 64 bits.</summary>
    public static SettingKind LongNumber { get; } = new(
        typeof(long), string.Create(CultureInfo.InvariantCulture, $"a whole number from {long.MinValue} to {long.MaxValue}"),
        text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    /// <summary>A seed: a whole number of 64 bits, or <c>random</c>, which becomes one of 32 bits, as other programs have them.</summary>
    public static SettingKind Seed { get; } = new(
        typeof(long), LongNumber.Accepted + ", or random",
        text => text.Equals("random", StringComparison.OrdinalIgnoreCase) ? Random.Shared.NextInt64(1L << 32) : LongNumber.Read(text));

    /// <summary>A finite number.</summary>
    public static SettingKind Number { get; } = new(typeof(double), "a number with a decimal point, such as 0.9",
        text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null);

    /// <summary>On or off. Its text is true or false; front ends need none to turn it on.</summary>
    public static SettingKind Switch { get; } = new(typeof(bool), "true or false", text => bool.TryParse(text, out var on) ? on : null);

    /// <summary>Two sides, <c>2x4</c>, or one number for both.</summary>
    public static SettingKind Size { get; } = new(typeof(ImageSize), "one whole number, or two as in 2x4",
        text => ImageSize.TryParse(text, out var size) ? size : null);

    /// <summary>The type of the values.</summary>
    public Type Type { get; }

    /// <summary>What is accepted: <c>a whole number</c>.</summary>
    public string Accepted { get; }

    /// <summary>The words, where it is a choice.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Whether it is on or off, and given by its name alone.</summary>
    public bool IsSwitch => Type == typeof(bool);

    /// <summary>One of a few words, in any letter case.</summary>
    /// <param name="words">The words.</param>
    public static SettingKind OneOf(params IReadOnlyList<string> words) => new(typeof(string), $"one of {string.Join(", ", words)}",
        text => words.FirstOrDefault(word => word.Equals(text, StringComparison.OrdinalIgnoreCase)), words);

    /// <summary>One of an enumeration's values, whose words are their names in small letters.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    public static SettingKind OneOf<T>()
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(WordOf, value => value, StringComparer.OrdinalIgnoreCase);
        return new(typeof(T), $"one of {string.Join(", ", words.Keys)}", text => words.TryGetValue(text, out var value) ? value : null, [.. words.Keys]);
    }

    /// <summary>The value that a text says; null where it says none.</summary>
    /// <param name="text">The text.</param>
    public object? Read(string text) => read(text);

    /// <summary>A value as a text that <see cref="Read"/> takes.</summary>
    /// <param name="value">The value.</param>
    public static string Write(object value) => Convert.ToString(Plain(value), CultureInfo.InvariantCulture)!;

    /// <summary>A value as JSON has it: a number, a text, true or false.</summary>
    /// <param name="value">The value.</param>
    public static object? Plain(object? value) => value switch
    {
        Enum choice => WordOf(choice),
        ImageSize size => size.ToString(),
        var plain => plain,
    };

    private static string WordOf(Enum value) => value.ToString().ToLowerInvariant();

    private static string WordOf<T>(T value)
        where T : struct, Enum => WordOf((Enum)value);
}
