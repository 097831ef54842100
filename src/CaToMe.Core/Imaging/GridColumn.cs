namespace CaToMe.Imaging;

/// <summary>Head of a column.</summary>
/// <param name="Title">What the column shows.</param>
/// <param name="Detail">A second, lighter line, such as a time and a speed-up.</param>
public sealed record GridColumn(string Title, string Detail = "");
