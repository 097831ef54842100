using CaToMe.Requests;

namespace CaToMe.Imaging;

/// <summary>One picture of a grid.</summary>
/// <param name="image">The picture.</param>
/// <param name="caption">A line below it.</param>
public sealed class GridCell(RgbImage image, string caption = "")
{
    /// <summary>The picture.</summary>
    public RgbImage Image { get; } = image;

    /// <summary>A line below it.</summary>
    public string Caption { get; } = caption;
}
