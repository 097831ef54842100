using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace CaToMe.Tool.Options;

/// <summary>
/// The kinds of options. An option that is not given is null, so that defaults have one home, the engine. Numbers mean the
/// same in every culture. Whether a number is in range is the engine's to say.
/// </summary>
internal static class OptionTypes
{
    internal static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    internal static Option<string?> Text(string name, string placeholder, string description, params string[] suggestions)
    {
        var option = new Option<string?>(name) { HelpName = placeholder, Description = description };
        option.CompletionSources.Add(suggestions);
        return option;
    }

    /// <summary>One of a few words, in any letter case.</summary>
    internal static Option<string?> Choice(string name, string placeholder, string description, IReadOnlyList<string> words)
    {
        var option = Text(name, placeholder, description, [.. words]);
        option.CustomParser = result =>
        {
            var given = result.Tokens.Single().Value;
            var word = words.FirstOrDefault(w => w.Equals(given, StringComparison.OrdinalIgnoreCase));
            return word ?? Reject<string>(result, name, given, $"one of {string.Join(", ", words)}");
        };
        return option;
    }

    internal static Option<int?> WholeNumber(string name, string placeholder, string description) =>
        Parsed<int>(name, placeholder, description, "a whole number", text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    internal static Option<long?> LongNumber(string name, string placeholder, string description) =>
        Parsed<long>(name, placeholder, description, string.Create(CultureInfo.InvariantCulture, $"a whole number from {long.MinValue} to {long.MaxValue}"), text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);

    internal static Option<double?> Number(string name, string placeholder, string description) =>
        Parsed<double>(name, placeholder, description, "a number with a decimal point, such as 0.9", text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null);

    /// <summary><c>N</c> for both sides, or <c>WxH</c>.</summary>
    internal static Option<(int X, int Y)?> Sides(string name, string placeholder, string description) =>
        Parsed<(int, int)>(name, placeholder, description, "one whole number, or two as in 2x4", text =>
        {
            var sides = text.ToLowerInvariant().Split('x');
            var numbers = sides.Select(s => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
            return numbers.Length <= 2 && numbers.All(n => n >= 0) ? (numbers[0], numbers[^1]) : null;
        });

    private static Option<T?> Parsed<T>(string name, string placeholder, string description, string accepted, Func<string, T?> parse) where T : struct => new(name)
    {
        HelpName = placeholder,
        Description = description,
        CustomParser = result => parse(result.Tokens.Single().Value) ?? Reject<T?>(result, name, result.Tokens.Single().Value, accepted),
    };

    private static T? Reject<T>(ArgumentResult result, string name, string given, string accepted)
    {
        result.AddError($"{name} is '{given}': give {accepted}.");
        return default;
    }
}
