using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// A plan for GPUs: every sample has L slots, first those of its sources in order of falling similarity, then
/// those of the destinations. The slot of a merged source holds nothing and is hidden from attention. It is made by operations
/// on the whole batch: the shapes follow from L alone, and how many sources a sample merges may be known to the device only.
/// </summary>
internal sealed class PaddedPlan : IMergePlan
{
    private readonly Tensor home;         // [B N] the slot of every token, of B L
    private readonly Tensor shareOfSlot;  // [B L, 1] 1 / (tokens in the slot)
    private readonly Tensor? hidden;      // [B L] 1 where a slot holds nothing, else 0, float32; null where no slot does
    private readonly IReadOnlyList<long> lengths;

    private PaddedPlan(Tensor home, Tensor shareOfSlot, Tensor? hidden, int tokens, IReadOnlyList<long> lengths, IReadOnlyList<int>? mergedPerSample)
    {
        (this.home, this.shareOfSlot, this.hidden, this.lengths) = (home, shareOfSlot, hidden, lengths);
        (Tokens, MergedPerSample) = (tokens, mergedPerSample);
    }

    public int Tokens { get; }

    public IReadOnlyList<int>? MergedPerSample { get; }

    /// <summary>Slots of each sample, L.</summary>
    internal long Slots => lengths[0];

    /// <summary>Makes the plan that merges each sample's most similar sources.</summary>
    /// <param name="match">The matching.</param>
    /// <param name="counts">How many sources each sample merges, from 0 to S: [B], on the match's device.</param>
    /// <param name="known">
    /// The same numbers where the host knows them: then L is the number of tokens of the longest sample. Null: L is N.
    /// </param>
    /// <param name="dtype">The type of the tokens it will be applied to.</param>
    /// <returns>The plan, which the caller owns.</returns>
    internal static PaddedPlan Create(TokenMatch match, Tensor counts, IReadOnlyList<int>? known, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var (batch, sources, destinations) = (match.Order.shape[0], match.Sources.shape[0], match.Destinations.shape[0]);
        var device = match.Order.device;
        var dropped = known?.Min() ?? 0; // the slots of sources that every sample merges
        var (tokens, slots) = (sources + destinations, sources + destinations - dropped);
        var firstDestination = sources - dropped;

        var rank = arange(sources, ScalarType.Int64, device); // [S]
        var homeOfSource = where(rank < counts.unsqueeze(1), match.Best + firstDestination, rank - dropped); // [B, S]
        var home = empty([batch, tokens], ScalarType.Int64, device)
            .scatter_(1, match.Sources.index_select(0, match.Order.flatten()).view(batch, sources), homeOfSource)
            .index_copy_(1, match.Destinations, arange(firstDestination, slots, ScalarType.Int64, device).expand(batch, destinations))
            .add_(arange(0, batch * slots, slots, ScalarType.Int64, device).unsqueeze(1)) // [B, N]
            .flatten();
        var size = zeros(batch * slots, ScalarType.Float32, device).index_add_(0, home, ones(batch * tokens, ScalarType.Float32, device), 1); // [B L]
        var isEven = known is not null && known.All(count => count == dropped);
        return new PaddedPlan(
            home.DetachFromDisposeScope(),
            size.clamp(min: 1).reciprocal_().to(dtype).unsqueeze(1).DetachFromDisposeScope(),
            isEven ? null : size.eq(0).to(ScalarType.Float32).DetachFromDisposeScope(),
            (int)tokens,
            [.. Enumerable.Repeat(slots, (int)batch)],
            known);
    }

    public PackedTokens Merge(Tensor x)
    {
        using var scope = NewDisposeScope();
        var flat = x.reshape(-1, x.shape[^1]); // [B N, C]
        var values = zeros([shareOfSlot.shape[0], flat.shape[1]], flat.dtype, flat.device).index_add_(0, home, flat, 1).mul_(shareOfSlot); // [B L, C]
        return new PackedTokens(values.MoveToOuterDisposeScope(), lengths) { Hidden = hidden };
    }

    public Tensor Unmerge(Tensor y)
    {
        using var scope = NewDisposeScope();
        return y.index_select(0, home).view(lengths.Count, Tokens, -1).MoveToOuterDisposeScope();
    }

    public IMergePlan OfLast(int samples)
    {
        var first = lengths.Count - samples;
        return first == 0 ? this : new PaddedPlan(
            Rest(home, first * Tokens) - (first * Slots), Rest(shareOfSlot, first * Slots), hidden is null ? null : Rest(hidden, first * Slots), Tokens,
            [.. lengths.Skip(first)], MergedPerSample is null ? null : [.. MergedPerSample.Skip(first)]);
    }

    private static Tensor Rest(Tensor tensor, long first) => tensor.narrow(0, first, tensor.shape[0] - first);

    public void Dispose()
    {
        home.Dispose();
        shareOfSlot.Dispose();
        hidden?.Dispose();
    }
}
