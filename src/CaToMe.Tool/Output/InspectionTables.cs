using CaToMe.Inspection;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>What <c>inspect</c> shows.</summary>
internal static class InspectionTables
{
    internal static Table Components(ModelReport report)
    {
        var table = Tables.Of(
            Tables.Words("component"), Tables.Words("class"), Tables.Numbers("parameters"), Tables.Numbers("size"),
            Tables.Words("stored as"));
        foreach (var component in report.Components)
        {
            table.Add(
                component.Name, component.Class, Numbers.Count(component.Parameters), Numbers.Bytes(component.Bytes),
                string.Join(", ", component.Dtypes));
        }

        return table;
    }

    /// <summary>Transformer blocks, those at the same place together, with their tokens at each picture size.</summary>
    internal static Table Blocks(ModelReport report, IReadOnlyList<(int Width, int Height)> sizes)
    {
        var table = Tables.Of(
        [
            Tables.Words("blocks"),
            Tables.Numbers("count"),
            Tables.Numbers("channels"),
            Tables.Numbers("heads"),
            .. sizes.Select(s => Tables.Numbers(FormattableString.Invariant($"tokens at\n{s.Width} x {s.Height}"))),
            Tables.Numbers("merge from\n--max-downsample"),
        ]);
        var atEachSize = sizes.Select(s => report.TransformerBlocks(s.Width, s.Height).GroupBy(Place).ToList()).ToList();
        foreach (var (i, blocks) in atEachSize[0].Index())
        {
            var first = blocks.First();
            table.Add(
            [
                blocks.Key,
                Numbers.Count(blocks.Count()),
                Numbers.Count(first.Channels),
                Numbers.Count(first.Heads),
                .. atEachSize.Select(places => Numbers.Count(places[i].First().Tokens)),
                Numbers.Count(first.Downsample),
            ]);
        }

        return table;
    }

    /// <summary><c>down_blocks.0</c> of <c>down_blocks.0.attentions.1.transformer_blocks.0</c>.</summary>
    private static string Place(TransformerBlockReport block) => block.Name[..block.Name.IndexOf(".attentions", StringComparison.Ordinal)];
}
