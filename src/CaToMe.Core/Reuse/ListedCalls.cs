namespace CaToMe.Reuse;

/// <summary>Computes everywhere at the listed calls, the checkpoints (CA-ToMe, section 3.2).</summary>
/// <param name="checkpoints">Call numbers, from 0.</param>
internal sealed class ListedCalls(IReadOnlySet<int> checkpoints) : IReusePolicy
{
    /// <remarks>A checkpoint at a call that leaves the place out moves to the next that does not.</remarks>
    public bool Computes(string site, int computedAt, int call) => Enumerable.Range(computedAt + 1, call - computedAt).Any(checkpoints.Contains);
}
