using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// What merging remembers: the plans of the blocks and the generator of random destinations. A session lasts for one run; in
/// reference-compatible mode, as in the published code, for all runs with the same settings and shapes.
/// </summary>
/// <param name="seed">Seed of random destinations.</param>
internal sealed class MergeSession(long seed) : IDisposable
{
    private readonly Dictionary<TokenGrid, PlacedSplit> splits = [];

    /// <summary>The cached plans, a block's under its name (CA-ToMe, section 3.2). Null where nothing is to be merged.</summary>
    internal SiteStore<IMergePlan> Plans { get; } = new();

    /// <summary>What merging lost at the last checkpoint, per block, [B, N, C].</summary>
    internal SiteStore<Tensor> Losses { get; } = new();

    internal Generator Generator { get; } = new(unchecked((ulong)seed), CPU);

    /// <summary>What takes numbers from the device to the host.</summary>
    internal ReadBack Reads { get; } = new();

    /// <summary>The split of a grid whose destinations are always the same: placed on the device once.</summary>
    /// <param name="grid">The tokens.</param>
    /// <param name="device">Where they are; the same for all.</param>
    /// <param name="make">Makes the split, at the first time.</param>
    internal PlacedSplit Split(TokenGrid grid, Device device, Func<TokenSplit> make)
    {
        if (!splits.TryGetValue(grid, out var known))
        {
            var placed = make().On(device);
            splits[grid] = known = new PlacedSplit(placed.Sources.DetachFromDisposeScope(), placed.Destinations.DetachFromDisposeScope());
        }

        return known;
    }

    public void Dispose()
    {
        Plans.Dispose();
        Losses.Dispose();
        Generator.Dispose();
        foreach (var split in splits.Values)
        {
            split.Dispose();
        }

        splits.Clear();
    }
}
