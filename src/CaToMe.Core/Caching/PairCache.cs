using CaToMe.Merging;

namespace CaToMe.Caching;

/// <summary>
/// The cached plans of a run, one per block (CA-ToMe, section 3.2): computed at checkpoint calls, used again at the others.
/// </summary>
internal sealed class PairCache : IDisposable
{
    private readonly Dictionary<string, MergePlan?> plans = new(StringComparer.Ordinal);

    /// <summary>The cached plans that merge anything.</summary>
    internal IEnumerable<MergePlan> Plans => plans.Values.OfType<MergePlan>();

    /// <summary>The block's plan: the cached one, or a new one that is cached.</summary>
    /// <param name="block">The block's name.</param>
    /// <param name="isCheckpoint">Whether to compute even though a plan is cached.</param>
    /// <param name="compute">Computes a plan; null means that nothing is to be merged.</param>
    /// <returns>The plan, owned by the cache until the next one, and whether it was computed now.</returns>
    internal (MergePlan? Plan, bool Computed) Get(string block, bool isCheckpoint, Func<MergePlan?> compute)
    {
        if (!isCheckpoint && plans.TryGetValue(block, out var cached))
        {
            return (cached, false);
        }

        var plan = compute();
        plans.GetValueOrDefault(block)?.Dispose();
        plans[block] = plan;
        return (plan, true);
    }

    public void Dispose()
    {
        foreach (var plan in plans.Values)
        {
            plan?.Dispose();
        }

        plans.Clear();
    }
}
