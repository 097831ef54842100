using CaToMe.Reuse;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// What merging remembers: the plans of the blocks and the generator of random destinations. A session lasts for one run; in
/// reference-compatible mode, as in the published code, for all runs with the same settings and shapes.
/// </summary>
/// <param name="seed">Seed of random destinations.</param>
internal sealed class MergeSession(long seed) : IDisposable
{
    /// <summary>The cached plans, a block's under its name (CA-ToMe, section 3.2). Null where nothing is to be merged.</summary>
    internal SiteStore<MergePlan> Plans { get; } = new();

    internal Generator Generator { get; } = new(unchecked((ulong)seed), CPU);

    public void Dispose()
    {
        Plans.Dispose();
        Generator.Dispose();
    }
}
