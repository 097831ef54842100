using CaToMe.Merging;
using CaToMe.Metrics;

namespace CaToMe.Measuring;

/// <summary>How much a block's token pairs changed from one U-Net call that computed them to the next (CA-ToMe, figure 4).</summary>
/// <param name="block">The block's name in the checkpoint.</param>
/// <param name="call">The later call, from 0.</param>
/// <param name="previousCall">The earlier call.</param>
/// <param name="perSample">Jaccard distance of each sample's pairs, 0 to 1.</param>
public sealed class PairDistance(string block, int call, int previousCall, IReadOnlyList<double> perSample)
{
    /// <summary>The block's name in the checkpoint.</summary>
    public string Block { get; } = block;

    /// <summary>The later call, from 0.</summary>
    public int Call { get; } = call;

    /// <summary>The earlier call.</summary>
    public int PreviousCall { get; } = previousCall;

    /// <summary>Jaccard distance of each sample's pairs, 0 to 1.</summary>
    public IReadOnlyList<double> PerSample { get; } = perSample;

    /// <summary>Mean over the samples.</summary>
    public double Mean => PerSample.Average();

    /// <summary>Compares each computed call of each block with the one before.</summary>
    /// <param name="statistics">A run's statistics, collected with pairs (<c>GenerationRequest.CollectPairs</c>).</param>
    /// <returns>Distances block by block, calls in order; none where no pairs were collected.</returns>
    public static IReadOnlyList<PairDistance> Of(MergeStatistics statistics) =>
    [
        .. statistics.Calls.Where(c => c.Computed && c.Pairs is not null).GroupBy(c => c.Block)
            .SelectMany(block => block.Zip(block.Skip(1), Between)),
    ];

    private static PairDistance Between(BlockCall earlier, BlockCall later) =>
        new(later.Block, later.Call, earlier.Call, [.. later.Pairs!.Zip(earlier.Pairs!, JaccardDistance.Between)]);
}
