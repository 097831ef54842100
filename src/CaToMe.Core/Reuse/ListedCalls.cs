namespace CaToMe.Reuse;

/// <summary>Computes everywhere at the listed calls, the checkpoints (CA-ToMe, section 3.2).</summary>
/// <param name="checkpoints">Call numbers, from 0.</param>
internal sealed class ListedCalls(IReadOnlySet<int> checkpoints) : IReusePolicy
{
    public bool Computes(string site, int call) => checkpoints.Contains(call);
}
