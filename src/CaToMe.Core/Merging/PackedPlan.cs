using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// A plan for CPUs. Three flat index tensors over all samples of a batch serve both ways. Merged
/// tokens are packed: all samples' one after the other, each sample with its own number; within a sample the unmerged
/// sources in order of falling similarity, then the destinations.
/// </summary>
internal sealed class PackedPlan : IMergePlan
{
    private readonly Tensor gather;       // [T] which of the B N tokens each packed slot begins with
    private readonly Tensor home;         // [B N] the packed slot of every token
    private readonly Tensor merged;       // [R] which of the B N tokens are merged
    private readonly Tensor mergedHome;   // [R] their slots
    private readonly Tensor shareOfSlot;  // [T, 1] 1 / (tokens in the slot)

    private PackedPlan(Tensor gather, Tensor home, Tensor merged, Tensor mergedHome, Tensor shareOfSlot, int tokens, int[] mergedPerSample)
    {
        (this.gather, this.home, this.merged, this.mergedHome, this.shareOfSlot) = (gather, home, merged, mergedHome, shareOfSlot);
        Tokens = tokens;
        MergedPerSample = mergedPerSample;
        Lengths = [.. mergedPerSample.Select(r => (long)(tokens - r))];
    }

    public int Tokens { get; }

    public IReadOnlyList<int> MergedPerSample { get; }

    /// <summary>Tokens of each sample after merging.</summary>
    internal IReadOnlyList<long> Lengths { get; }

    /// <summary>Makes the plan that merges each sample's most similar sources.</summary>
    /// <param name="match">The matching.</param>
    /// <param name="counts">How many sources each sample merges, from 0 to S.</param>
    /// <param name="dtype">The type of the tokens it will be applied to.</param>
    /// <returns>The plan, which the caller owns.</returns>
    /// <exception cref="ArgumentException">There is not one count for each sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above the number of sources, or the type has no fractions.</exception>
    internal static PackedPlan Create(TokenMatch match, int[] counts, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(counts);
        using var scope = NewDisposeScope();
        var (sourceCount, destinationCount) = (match.Sources.shape[0], match.Destinations.shape[0]);
        Check(counts, match.Order.shape[0], sourceCount, dtype);
        var tokens = sourceCount + destinationCount;
        var home = empty(counts.Length * tokens, ScalarType.Int64, match.Sources.device);
        var (gathers, mergedTokens) = (new List<Tensor>(), new List<Tensor>());
        var slot = 0L;
        for (var sample = 0; sample < counts.Length; sample++)
        {
            var first = sample * tokens;
            var unmergedCount = sourceCount - counts[sample];
            var ordered = match.Sources.index_select(0, match.Order[sample]).add_(first); // [S]
            var (mergedSources, unmerged) = (ordered.narrow(0, 0, counts[sample]), ordered.narrow(0, counts[sample], unmergedCount));
            var destinations = match.Destinations + first; // [D]
            var kept = cat([unmerged, destinations]);
            home.index_copy_(0, kept, arange(slot, slot + kept.shape[0], ScalarType.Int64, home.device));
            home.index_copy_(0, mergedSources, match.Best[sample].narrow(0, 0, counts[sample]) + (slot + unmergedCount));
            gathers.Add(kept);
            mergedTokens.Add(mergedSources);
            slot += kept.shape[0];
        }

        var merged = cat(mergedTokens);
        var mergedHome = home.index_select(0, merged);
        var size = ones(slot, ScalarType.Float32, home.device).index_add_(0, mergedHome, ones(merged.shape[0], ScalarType.Float32, home.device), 1);
        return new PackedPlan(
            cat(gathers).DetachFromDisposeScope(),
            home.DetachFromDisposeScope(),
            merged.DetachFromDisposeScope(),
            mergedHome.DetachFromDisposeScope(),
            size.reciprocal_().to(dtype).unsqueeze(1).DetachFromDisposeScope(),
            (int)tokens,
            counts);
    }

    private static void Check(int[] counts, long samples, long sources, ScalarType dtype)
    {
        if (counts.Length != samples)
        {
            throw new ArgumentException($"There are {counts.Length} counts, and the match is of {samples} samples: give one for each.", nameof(counts));
        }

        if (Array.FindIndex(counts, count => count < 0 || count > sources) is >= 0 and var sample)
        {
            throw new ArgumentOutOfRangeException(
                nameof(counts), counts[sample], $"Sample {sample} has {sources} sources to merge: give a count from 0 to {sources}.");
        }

        if (dtype is not (ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Give the tokens' floating-point type.");
        }
    }

    public PackedTokens Merge(Tensor x)
    {
        using var scope = NewDisposeScope();
        var flat = x.reshape(-1, x.shape[^1]); // [B N, C]
        var values = flat.index_select(0, gather) // [T, C]
            .index_add_(0, mergedHome, flat.index_select(0, merged), 1)
            .mul_(shareOfSlot);
        return new PackedTokens(values.MoveToOuterDisposeScope(), Lengths);
    }

    public Tensor Unmerge(Tensor y)
    {
        using var scope = NewDisposeScope();
        return y.index_select(0, home).view(MergedPerSample.Count, Tokens, -1).MoveToOuterDisposeScope();
    }

    public IMergePlan OfLast(int samples)
    {
        var first = MergedPerSample.Count - samples;
        var (token, slot, pair) = ((long)first * Tokens, Lengths.Take(first).Sum(), (long)MergedPerSample.Take(first).Sum());
        return first == 0 ? this : new PackedPlan(
            gather.narrow(0, slot, gather.shape[0] - slot) - token,
            home.narrow(0, token, home.shape[0] - token) - slot,
            merged.narrow(0, pair, merged.shape[0] - pair) - token,
            mergedHome.narrow(0, pair, mergedHome.shape[0] - pair) - slot,
            shareOfSlot.narrow(0, slot, shareOfSlot.shape[0] - slot),
            Tokens,
            [.. MergedPerSample.Skip(first)]);
    }

    public void Dispose()
    {
        foreach (var tensor in new[] { gather, home, merged, mergedHome, shareOfSlot })
        {
            tensor.Dispose();
        }
    }
}
