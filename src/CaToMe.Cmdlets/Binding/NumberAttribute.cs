using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace CaToMe.Binding;

/// <summary>
/// Reads numbers the same in every culture: a text is read as PowerShell writes numbers (0.95), and only where it is no such
/// number in the culture in use (0,95). An empty text, as an empty cell of a CSV file gives, is no value. Of a list, each item is read.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberAttribute : ArgumentTransformationAttribute
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>Refuses fractions, which PowerShell would round.</summary>
    public bool IsWhole { get; init; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) => Unwrap(inputData) is IList list
        ? list.Cast<object>().Select(item => Read(Unwrap(item))).Where(number => number is not null).ToArray()
        : Read(Unwrap(inputData));

    private object? Read(object? value) => value switch
    {
        string text when string.IsNullOrWhiteSpace(text) => null,
        string text when long.TryParse(text, Whole, CultureInfo.InvariantCulture, out var whole) => whole,
        string text when !IsWhole && TryParse(text, out var number) => number,
        string text => new NotAccepted(text, IsWhole ? $"{text} is no whole number." : $"{text} is no number."),
        double fraction when IsWhole && fraction != Math.Truncate(fraction) => new NotAccepted(fraction, "Give a whole number."),
        decimal fraction when IsWhole && fraction != Math.Truncate(fraction) => new NotAccepted(fraction, "Give a whole number."),
        var other => other,
    };

    private static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static bool TryParse(string text, out double number) =>
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            || double.TryParse(text, NumberStyles.Float, CultureInfo.CurrentCulture, out number))
        && double.IsFinite(number);
}
