namespace CaToMe.Settings;

/// <summary>A setting of some options, whatever its value's type.</summary>
/// <typeparam name="TOwner">The options: a record.</typeparam>
/// <param name="name">See <see cref="Setting.Name"/>.</param>
/// <param name="kind">See <see cref="Setting.Kind"/>.</param>
public abstract class Setting<TOwner>(string name, SettingKind kind) : Setting(name, kind)
{
    /// <summary>
    /// When it has no effect: the rest of a sentence that begins <c>X has no effect</c>, in which other settings of the same options stand
    /// by their names in braces (<c>with {Method} tome</c>); null where it has one.
    /// </summary>
    public Func<TOwner, string?> WithoutEffect { get; init; } = _ => null;

    /// <summary>
    /// The value in the web UI's text, where it is another there; null leaves it out. Default: the value in force, where it asks for
    /// something and has an effect.
    /// </summary>
    public Func<TOwner, object?> ToWebUi { get => field ?? Noteworthy; init; }

    /// <summary>Reads a value of the web UI's text; null where it is none.</summary>
    public Func<string, object?> FromWebUi { get => field ?? Kind.Read; init; }

    /// <summary>The value as it was given; null where it was left open.</summary>
    /// <param name="owner">The options.</param>
    public abstract object? Get(TOwner owner);

    /// <summary>The value that holds: the given one, or what stands for it.</summary>
    /// <param name="owner">The options.</param>
    public abstract object? InForce(TOwner owner);

    /// <summary>Whether the value in force asks for nothing, so that people need not be shown it: no text, a switch that is off.</summary>
    /// <param name="owner">The options.</param>
    public abstract bool IsOff(TOwner owner);

    /// <summary>The options with this value.</summary>
    /// <param name="owner">The options.</param>
    /// <param name="value">A value of the kind's type.</param>
    /// <exception cref="OptionException">The value is of the type, and nothing that the options can hold.</exception>
    public abstract TOwner With(TOwner owner, object value);

    /// <summary>The error where the value is out of range; null where it is not.</summary>
    /// <param name="owner">The options.</param>
    public abstract OptionException? Check(TOwner owner);

    /// <summary>The options with the value that a text says.</summary>
    /// <param name="owner">The options.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="OptionException">It is no such value.</exception>
    public TOwner Read(TOwner owner, string text) =>
        Kind.Read(text) is { } value ? With(owner, value) : throw new OptionException(Name, text, Accepted);

    private object? Noteworthy(TOwner owner) => IsOff(owner) || WithoutEffect(owner) is not null ? null : InForce(owner);
}
