using System.Globalization;

namespace CaToMe.Reporting;

/// <summary>Values as CSV (RFC 4180), numbers with a point in every culture.</summary>
internal static class CsvText
{
    internal static string Of(IEnumerable<string> names, IEnumerable<IEnumerable<object?>> rows) =>
        string.Concat(rows.Prepend(names).Select(row => string.Join(',', row.Select(Cell)) + "\r\n"));

    private static string Cell(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
