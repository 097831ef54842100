using System.Globalization;
using System.Management.Automation;

namespace CaToMe.Binding;

/// <summary>A record of this session, or what Import-Csv or Import-Clixml made of one: values by the names of its properties.</summary>
/// <param name="record">The record.</param>
internal sealed class SavedRecord(PSObject record)
{
    /// <summary>Whether it has all these properties, with values.</summary>
    internal bool Has(params IEnumerable<string> names) => names.All(name => Text(name) is not null);

    /// <summary>A property's text; null where there is none, or an empty one.</summary>
    internal string? Text(string name) => record.Properties[name]?.Value is { } value
        && Convert.ToString(ParameterValues.Unwrap(value), CultureInfo.InvariantCulture) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>A property's number; null where there is none. Infinity has several spellings.</summary>
    internal double? Number(string name) =>
        Text(name) is not { } text ? null
        : text is "∞" or "Infinity" ? double.PositiveInfinity
        : new NumberAttribute().Transform(null!, text) switch { long whole => whole, double number => number, _ => null };

    /// <summary>A property's time; null where there is none.</summary>
    internal TimeSpan? Time(string name) => TimeSpan.TryParse(Text(name), CultureInfo.InvariantCulture, out var time) ? time : null;
}
