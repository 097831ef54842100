namespace CaToMe.Documents;

/// <summary>Tables as pages have them.</summary>
internal static class TextTable
{
    /// <summary>A table of Markdown; the columns whose headings begin with a blank hold numbers.</summary>
    internal static string Markdown(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows) => string.Join('\n',
    [
        Row([.. headings.Select(h => h.TrimStart())]),
        "|" + string.Concat(headings.Select(h => h.StartsWith(' ') ? "--:|" : "---|")),
        .. rows.Select(Row),
    ]);

    /// <summary>A table as PowerShell formats it: columns of a width each, negative for numbers; what is too long ends in an ellipsis.</summary>
    /// <param name="columns">Headings and widths.</param>
    /// <param name="rows">Cells.</param>
    /// <param name="group">What the rows have in common, above them.</param>
    internal static string Shell(IReadOnlyList<(string Heading, int Width)> columns, IEnumerable<IReadOnlyList<string>> rows, string? group = null)
    {
        IEnumerable<IReadOnlyList<string>> lines =
            [[.. columns.Select(c => c.Heading)], [.. columns.Select(c => new string('-', c.Heading.Length))], .. rows];
        var text = lines.Select(cells => string.Join(' ', cells.Zip(columns, (cell, column) => Fit(cell, column.Width))).TrimEnd());
        return Fenced((group is null ? "" : $"   {group}\n\n") + string.Join('\n', text));
    }

    /// <summary>Text as it is.</summary>
    internal static string Fenced(string text) => $"```\n{text}\n```";

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Fit(string cell, int width)
    {
        var room = Math.Abs(width);
        var fitting = cell.Length <= room ? cell : cell[..(room - 1)] + "…";
        return width < 0 ? fitting.PadLeft(room) : fitting.PadRight(room);
    }
}
