namespace CaToMe.Imaging;

/// <summary>A row of a grid.</summary>
/// <param name="label">What the row shows, such as a prompt; it is wrapped.</param>
/// <param name="cells">A picture per column.</param>
public sealed class GridRow(string label, IReadOnlyList<GridCell> cells)
{
    /// <summary>What the row shows, such as a prompt; it is wrapped.</summary>
    public string Label { get; } = label;

    /// <summary>A picture per column.</summary>
    public IReadOnlyList<GridCell> Cells { get; } = cells;
}
