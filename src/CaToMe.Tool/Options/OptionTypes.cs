using System.CommandLine;
using System.CommandLine.Parsing;
using CaToMe.Settings;

namespace CaToMe.Tool.Options;

/// <summary>
/// The kinds of options. An option that is not given is null, so that defaults have one home, the engine. Numbers mean the
/// same in every culture. Whether a number is in range is the engine's to say.
/// </summary>
internal static class OptionTypes
{
    internal static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <param name="name">The option.</param>
    /// <param name="placeholder">What stands for its value in help.</param>
    /// <param name="description">What it does.</param>
    /// <param name="aliases">Other spellings.</param>
    internal static Option<string?> Text(string name, string placeholder, string description, params IEnumerable<string> aliases) =>
        new(name, [.. aliases]) { HelpName = placeholder, Description = description };

    internal static Option<int?> WholeNumber(string name, string placeholder, string description) =>
        Parsed<int>(name, placeholder, description, SettingKind.WholeNumber);

    internal static Option<double?> Number(string name, string placeholder, string description) =>
        Parsed<double>(name, placeholder, description, SettingKind.Number);

    /// <summary>One number or several.</summary>
    internal static Option<double[]> Numbers(string name, string placeholder, string description) => new(name)
    {
        HelpName = placeholder,
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result =>
            [.. result.Tokens.Select(t => Read(result, name, t.Value, SettingKind.Number, $"give {SettingKind.Number.Accepted}.")).OfType<double>()],
    };

    /// <summary>A setting's option: a switch, or a text of which nothing is known yet but that it is of the setting's kind.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="summary">What it does in the command; null: what the setting says.</param>
    internal static Option Of(Setting setting, string? summary = null)
    {
        var description = setting.Describe(summary ?? setting.Summary);
        if (setting.Kind.IsSwitch)
        {
            return Switch(setting.Option!, description);
        }

        var option = Text(setting.Option!, setting.Placeholder!, description, setting.OptionAliases);
        option.CustomParser = result => Read(result, option.Name, setting.Kind, setting.Accepted) is null ? null : result.Tokens.Single().Value;
        option.CompletionSources.Add([.. setting.Suggestions]);
        return option;
    }

    private static Option<T?> Parsed<T>(string name, string placeholder, string description, SettingKind kind) where T : struct => new(name)
    {
        HelpName = placeholder,
        Description = description,
        CustomParser = result => (T?)Read(result, name, kind, $"give {kind.Accepted}."),
    };

    private static object? Read(ArgumentResult result, string name, SettingKind kind, string accepted) =>
        Read(result, name, result.Tokens.Single().Value, kind, accepted);

    private static object? Read(ArgumentResult result, string name, string given, SettingKind kind, string accepted)
    {
        var value = kind.Read(given);
        if (value is null)
        {
            result.AddError(new OptionException(name, given, accepted).Message);
        }

        return value;
    }
}
