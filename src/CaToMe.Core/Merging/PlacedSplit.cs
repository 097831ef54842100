using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>The two sides of the matching, on the tokens' device.</summary>
/// <param name="Sources">Indices of the sources in the flattened grid, [S].</param>
/// <param name="Destinations">Indices of the destinations in the flattened grid, [D].</param>
internal sealed record PlacedSplit(Tensor Sources, Tensor Destinations) : IDisposable
{
    public void Dispose()
    {
        Sources.Dispose();
        Destinations.Dispose();
    }
}
