using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// A block's plan in the call that computes it, where only the device knows how many sources are merged: slots for all tokens.
/// When the call ends, the counts of all blocks are read together, and a plan with fewer slots takes its place.
/// </summary>
internal sealed class OpenPlan : IMergePlan
{
    private readonly PaddedPlan wide;
    private readonly ScalarType dtype;

    /// <param name="match">The matching, which is the plan's from now on.</param>
    /// <param name="counts">How many sources each sample merges, [B].</param>
    /// <param name="dtype">The type of the tokens it will be applied to.</param>
    internal OpenPlan(TokenMatch match, Tensor counts, ScalarType dtype)
    {
        (Match, Counts, this.dtype) = (match, counts.alias().DetachFromDisposeScope(), dtype);
        wide = PaddedPlan.Create(match, counts, known: null, dtype);
    }

    internal TokenMatch Match { get; }

    /// <summary>How many sources each sample merges, [B].</summary>
    internal Tensor Counts { get; }

    public int Tokens => wide.Tokens;

    public IReadOnlyList<int>? MergedPerSample => null;

    public IMergePlan OfLast(int samples) => wide.OfLast(samples) is var part && ReferenceEquals(part, wide) ? this : part;

    public PackedTokens Merge(Tensor x) => wide.Merge(x);

    public Tensor Unmerge(Tensor y) => wide.Unmerge(y);

    /// <summary>The plan that takes its place.</summary>
    /// <param name="counts">What <see cref="Counts"/> says.</param>
    internal PaddedPlan Close(IReadOnlyList<int> counts) => PaddedPlan.Create(Match, Counts, counts, dtype);

    public void Dispose()
    {
        wide.Dispose();
        Match.Dispose();
        Counts.Dispose();
    }
}
