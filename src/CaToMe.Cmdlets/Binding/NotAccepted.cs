using CaToMe.Merging;

namespace CaToMe.Binding;

/// <summary>
/// A value that a transformation could not read, handed on to PowerShell's own conversion, which then fails with the advice
/// given here. Typed by a person it is the usual error of parameter binding; from a property of a piped object PowerShell
/// leaves the parameter unbound, and <see cref="RecordBinder"/> reports it with the object.
/// </summary>
/// <param name="value">The value.</param>
/// <param name="advice">What is accepted.</param>
internal sealed class NotAccepted(object value, string advice)
{
    public static explicit operator MergeOptions(NotAccepted value) => throw value.Error;

    public static explicit operator long(NotAccepted value) => throw value.Error;

    public static explicit operator int(NotAccepted value) => throw value.Error;

    public static explicit operator double(NotAccepted value) => throw value.Error;

    private CaToMeException Error { get; } = new(advice);

    public override string ToString() => value.ToString() ?? "";
}
