using System.CommandLine;
using CaToMe.Settings;
using CaToMe.Shell;

namespace CaToMe.Tool.Options;

/// <summary>Options that belong together: a heading on the help page, and a part of what the engine is asked.</summary>
/// <param name="title">The heading.</param>
internal abstract class OptionGroup(string title)
{
    private readonly List<Option> options = [];
    private readonly List<(Setting Setting, Option Option)> settings = [];

    internal string Title => title;

    internal IReadOnlyList<Option> Options => options;

    protected T Add<T>(T option) where T : Option
    {
        options.Add(option);
        return option;
    }

    /// <summary>Adds the options of settings.</summary>
    protected void AddSettings(IEnumerable<Setting> declared)
    {
        foreach (var setting in declared.Where(s => s.Option is not null))
        {
            AddSetting(setting);
        }
    }

    /// <summary>Adds the option of a setting.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="summary">What it does in this command; null: what the setting says.</param>
    protected void AddSetting(Setting setting, string? summary = null) => settings.Add((setting, Add(OptionTypes.Of(setting, summary))));

    /// <summary>Applies the settings that the user gave.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="owner">Options with what holds otherwise.</param>
    /// <param name="validate">Checks the result.</param>
    /// <exception cref="OptionException">A value is not accepted.</exception>
    /// <exception cref="InvalidOptionsException">Several are not.</exception>
    protected T Read<T>(ParseResult parsed, T owner, Action<T> validate)
    {
        var errors = new OptionErrors();
        foreach (var (setting, option) in Given<T>(parsed))
        {
            var before = owner;
            owner = errors.Try(() => Apply(parsed, setting, option, before), before);
        }

        errors.Try(() => validate(owner));
        errors.ThrowIfAny();
        return owner;
    }

    /// <summary>A sentence for each setting that was given and does nothing.</summary>
    protected IEnumerable<string> WithoutEffect<T>(ParseResult parsed, IReadOnlyList<Setting<T>> all, T owner)
    {
        var given = Given<T>(parsed).Select(g => g.Setting).ToHashSet();
        return all.WithoutEffect(owner, given.Contains, s => s.Option ?? s.Name);
    }

    /// <summary>The settings that the user gave as another process of the tool takes them, each a word: <c>--dtype=bfloat16</c>.</summary>
    internal IReadOnlyList<string> Words(ParseResult parsed) =>
    [
        .. from s in settings
           where parsed.GetResult(s.Option) is { Implicit: false }
           select s.Option is Option<bool> flag ? $"{flag.Name}={(parsed.GetValue(flag) ? "true" : "false")}"
               : $"{s.Option.Name}={parsed.GetValue((Option<string?>)s.Option)}",
    ];

    private static T Apply<T>(ParseResult parsed, Setting<T> setting, Option option, T owner) => option is Option<bool> flag
        ? setting.With(owner, parsed.GetValue(flag))
        : setting.Read(owner, parsed.GetValue((Option<string?>)option)!);

    private IEnumerable<(Setting<T> Setting, Option Option)> Given<T>(ParseResult parsed) =>
        from s in settings
        where s.Setting is Setting<T> && parsed.GetResult(s.Option) is { Implicit: false }
        select ((Setting<T>)s.Setting, s.Option);
}
