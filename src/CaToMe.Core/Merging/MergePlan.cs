using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// Who merges into whom, for one block: computed once, applied often. Three flat index tensors over all samples of a batch
/// serve both ways. Merged tokens are packed: all samples' one after the other, each sample with its own number; within a
/// sample the unmerged sources in order of falling similarity, then the destinations.
/// </summary>
public sealed class MergePlan : IDisposable
{
    private readonly Tensor gather;       // [T] which of the B N tokens each packed slot begins with
    private readonly Tensor home;         // [B N] the packed slot of every token
    private readonly Tensor merged;       // [R] which of the B N tokens are merged
    private readonly Tensor mergedHome;   // [R] their slots
    private readonly Tensor shareOfSlot;  // [T, 1] 1 / (tokens in the slot)

    private MergePlan(Tensor gather, Tensor home, Tensor merged, Tensor mergedHome, Tensor shareOfSlot, int tokens, int[] mergedPerSample)
    {
        (this.gather, this.home, this.merged, this.mergedHome, this.shareOfSlot) = (gather, home, merged, mergedHome, shareOfSlot);
        Tokens = tokens;
        MergedPerSample = mergedPerSample;
        Lengths = [.. mergedPerSample.Select(r => (long)(tokens - r))];
    }

    /// <summary>Tokens of a sample before merging.</summary>
    public int Tokens { get; }

    /// <summary>Merged sources of each sample.</summary>
    public IReadOnlyList<int> MergedPerSample { get; }

    /// <summary>Tokens of each sample after merging.</summary>
    public IReadOnlyList<long> Lengths { get; }

    /// <summary>Makes the plan that merges each sample's most similar sources.</summary>
    /// <param name="match">The matching.</param>
    /// <param name="counts">How many sources each sample merges, from 0 to S.</param>
    /// <param name="dtype">The type of the tokens it will be applied to.</param>
    /// <returns>The plan, which the caller owns.</returns>
    /// <exception cref="ArgumentException">There is not one count for each sample.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or above the number of sources, or the type has no fractions.</exception>
    public static MergePlan Create(TokenMatch match, int[] counts, ScalarType dtype)
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
        return new MergePlan(
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

    /// <summary>Merges: a destination becomes the mean of itself and the sources merged into it.</summary>
    /// <param name="x">[B, N, C].</param>
    /// <returns>Packed tokens, [T, C].</returns>
    public Tensor Merge(Tensor x)
    {
        using var scope = NewDisposeScope();
        var flat = x.reshape(-1, x.shape[^1]); // [B N, C]
        return flat.index_select(0, gather) // [T, C]
            .index_add_(0, mergedHome, flat.index_select(0, merged), 1)
            .mul_(shareOfSlot)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Unmerges: every token takes what became of the slot it was merged into.</summary>
    /// <param name="y">Packed tokens, [T, C].</param>
    /// <returns>[B, N, C].</returns>
    public Tensor Unmerge(Tensor y)
    {
        using var scope = NewDisposeScope();
        return y.index_select(0, home).view(MergedPerSample.Count, Tokens, -1).MoveToOuterDisposeScope();
    }

    /// <summary>Runs a layer on merged tokens and unmerges its result; without a plan, on all tokens.</summary>
    /// <param name="plan">The plan; null merges nothing.</param>
    /// <param name="x">[B, N, C].</param>
    /// <param name="layer">Takes packed tokens [T, C] and each sample's number of them; keeps the shape.</param>
    /// <returns>[B, N, C].</returns>
    internal static Tensor Around(MergePlan? plan, Tensor x, Func<Tensor, IReadOnlyList<long>, Tensor> layer)
    {
        if (plan is not null)
        {
            return plan.Unmerge(layer(plan.Merge(x), plan.Lengths));
        }

        var (batch, tokens) = (x.shape[0], x.shape[1]);
        return layer(x.reshape(batch * tokens, -1), [.. Enumerable.Repeat(tokens, (int)batch)]).view(batch, tokens, -1);
    }

    /// <summary>Each sample's merged pairs, (source, destination) as tokens of the grid, by source. Reads back.</summary>
    /// <param name="match">The matching that the plan was made from.</param>
    internal IReadOnlyList<IReadOnlyList<(int Source, int Destination)>> Pairs(TokenMatch match)
    {
        using var scope = NewDisposeScope();
        return [.. MergedPerSample.Select((count, sample) =>
        {
            var from = match.Sources.index_select(0, match.Order[sample].narrow(0, 0, count)).cpu().data<long>().ToArray();
            var into = match.Destinations.index_select(0, match.Best[sample].narrow(0, 0, count)).cpu().data<long>().ToArray();
            return from.Zip(into, (s, d) => ((int)s, (int)d)).Order().ToList();
        })];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in new[] { gather, home, merged, mergedHome, shareOfSlot })
        {
            tensor.Dispose();
        }
    }
}
