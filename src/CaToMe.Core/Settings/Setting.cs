namespace CaToMe.Settings;

/// <summary>
/// A setting as it is declared, once: what it is called, what it takes, what it does. Options of the tool, parameters, records, help,
/// checks and notices are made from this.
/// </summary>
/// <param name="name">See <see cref="Name"/>.</param>
/// <param name="kind">See <see cref="Kind"/>.</param>
public abstract class Setting(string name, SettingKind kind)
{
    /// <summary>The name of the library's property, of the cmdlets' parameter, and in messages: <c>GuidanceScale</c>.</summary>
    public string Name { get; } = name;

    /// <summary>What kind of value it takes.</summary>
    public SettingKind Kind { get; } = kind;

    /// <summary>Other names of the cmdlets' parameter.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The tool's option, <c>--max-downsample</c>; null where it has none.</summary>
    public string? Option { get; init; }

    /// <summary>Other spellings of the tool's option: <c>-s</c>, and what other programs call it.</summary>
    public IReadOnlyList<string> OptionAliases { get; init; } = [];

    /// <summary>The key in the tool's JSON, as a rule the option in camel case: <c>maxDownsample</c>; null without an option.</summary>
    public string? Key { get => field ?? CamelCase(Option); init; }

    /// <summary>The word for it in a short notation, such as that of merging: <c>stride</c> for <c>stride=2x4</c>, <c>mlp</c>; null where it is none.</summary>
    public string? Word { get; init; }

    /// <summary>Its name in the text of AUTOMATIC1111's web UI that pictures carry: <c>CFG scale</c>; null where it has none there.</summary>
    public string? WebUi { get; init; }

    /// <summary>What stands for the value in help: <c>N</c>; null for a switch.</summary>
    public string? Placeholder { get; init; }

    /// <summary>What it does, in a sentence or two that fit every front end: other settings are not named in it.</summary>
    public required string Summary { get; init; }

    /// <summary>What holds where it is not given, in words; null for a switch.</summary>
    public string? Default { get; init; }

    /// <summary>What is accepted, as an instruction: the second half of an <see cref="OptionException"/>'s message.</summary>
    public string Accepted { get => field ?? $"give {Kind.Accepted}."; init; }

    /// <summary>Values to offer as completions.</summary>
    public IReadOnlyList<string> Suggestions { get => field ?? Kind.Words; init; }

    /// <summary>The sentence and the default, as help shows them.</summary>
    public string Description => Describe(Summary);

    /// <summary>Another sentence, for a command that uses the setting in its own way, and the default.</summary>
    /// <param name="summary">The sentence.</param>
    public string Describe(string summary) => Default is null ? summary : $"{summary} Default: {Default}.";

    private static string? CamelCase(string? option)
    {
        var words = option?.Split('-', StringSplitOptions.RemoveEmptyEntries);
        return words is null ? null : string.Concat(words.Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
