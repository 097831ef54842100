using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>The look of every table: narrow enough for 80 characters, words to the left, numbers to the right.</summary>
internal static class Tables
{
    internal static Table Of(params TableColumn[] columns) => new Table { Border = TableBorder.Simple }.AddColumns(columns);

    internal static TableColumn Words(string header) => Column(header, Justify.Left);

    internal static TableColumn Numbers(string header) => Column(header, Justify.Right);

    /// <summary>A row of plain text.</summary>
    internal static void Add(this Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);

    private static TableColumn Column(string header, Justify side) =>
        new(header) { Alignment = side, NoWrap = side == Justify.Right, Padding = new Padding(0, 0, 1, 0) };
}
