using CaToMe.Caching;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// What merging remembers: the cached pairs and the generator of random destinations. A session lasts for one run; in
/// reference-compatible mode, as in the published code, for all runs with the same settings and shapes.
/// </summary>
/// <param name="seed">Seed of random destinations.</param>
internal sealed class MergeSession(long seed) : IDisposable
{
    internal PairCache Cache { get; } = new();

    internal Generator Generator { get; } = new(unchecked((ulong)seed), CPU);

    public void Dispose()
    {
        Cache.Dispose();
        Generator.Dispose();
    }
}
