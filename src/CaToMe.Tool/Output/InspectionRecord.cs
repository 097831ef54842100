using CaToMe.Inspection;

namespace CaToMe.Tool.Output;

/// <summary>What <c>inspect --json</c> says of a model.</summary>
/// <param name="report">The model.</param>
/// <param name="sizes">The picture sizes to count tokens for.</param>
internal sealed class InspectionRecord(ModelReport report, IReadOnlyList<(int Width, int Height)> sizes) : JsonRecord
{
    public ModelReport Model => report;

    /// <summary>The transformer blocks at each size.</summary>
    public IEnumerable<object> Sizes => sizes.Select(s => new { s.Width, s.Height, Blocks = report.TransformerBlocks(s.Width, s.Height) });
}
