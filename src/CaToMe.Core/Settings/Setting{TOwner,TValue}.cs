namespace CaToMe.Settings;

/// <summary>A setting of some options.</summary>
/// <typeparam name="TOwner">The options: a record.</typeparam>
/// <typeparam name="TValue">The value's type; nullable where the setting can be left open.</typeparam>
/// <param name="name">See <see cref="Setting.Name"/>.</param>
/// <param name="kind">See <see cref="Setting.Kind"/>.</param>
/// <param name="get">Reads the value.</param>
/// <param name="with">Makes options with another value.</param>
public sealed class Setting<TOwner, TValue>(string name, SettingKind kind, Func<TOwner, TValue> get, Func<TOwner, TValue, TOwner> with)
    : Setting<TOwner>(name, kind)
{
    /// <summary>Whether a value can be used. Default: any.</summary>
    public Func<TValue, bool> InRange { get; init; } = _ => true;

    /// <summary>What holds, where that is more than what was given.</summary>
    public Func<TOwner, object?> Effective { get; init; } = owner => get(owner);

    /// <summary>Whether a value asks for nothing. Default: a switch that is off.</summary>
    public Func<object?, bool> Off { get; init; } = value => value is null or false;

    /// <inheritdoc/>
    public override object? Get(TOwner owner) => get(owner);

    /// <inheritdoc/>
    public override object? InForce(TOwner owner) => Effective(owner);

    /// <inheritdoc/>
    public override bool IsOff(TOwner owner) => Off(Effective(owner));

    /// <inheritdoc/>
    public override TOwner With(TOwner owner, object value) => with(owner, (TValue)value);

    /// <inheritdoc/>
    public override OptionException? Check(TOwner owner) => get(owner) is var value && InRange(value) ? null : new OptionException(Name, value, Accepted);
}
