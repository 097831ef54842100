namespace CaToMe.Metrics;

/// <summary>How many similarities fall into each of a row of bins, those that merge apart from the others (CA-ToMe, figure 2).</summary>
public sealed class SimilarityHistogram
{
    private readonly long[] merged, unmerged;

    private SimilarityHistogram(double start, double width, int bins)
    {
        (Start, BinWidth) = (start, width);
        (merged, unmerged) = (new long[bins], new long[bins]);
    }

    /// <summary>Where the first bin begins.</summary>
    public double Start { get; }

    /// <summary>Width of each bin.</summary>
    public double BinWidth { get; }

    /// <summary>Similarities at or above the threshold, per bin.</summary>
    public IReadOnlyList<long> Merged => merged;

    /// <summary>Similarities below the threshold, per bin.</summary>
    public IReadOnlyList<long> Unmerged => unmerged;

    /// <summary>Counts similarities. The bins reach from the smallest one (rounded down to a twentieth) to 1.</summary>
    /// <param name="similarities">Best cosine similarity of each source token.</param>
    /// <param name="threshold">From which similarity a source merges.</param>
    /// <param name="bins">Number of bins, 1 or more. Default 60.</param>
    /// <exception cref="OptionException">There is no bin.</exception>
    public static SimilarityHistogram Of(IEnumerable<float> similarities, double threshold, int bins = 60)
    {
        if (bins < 1)
        {
            throw new OptionException("Bins", bins, "give the number of bins, 1 or more.");
        }

        var values = similarities.ToArray();
        var start = Math.Clamp(Math.Floor(values.DefaultIfEmpty(0).Min() * 20) / 20, -1, 0.95);
        var histogram = new SimilarityHistogram(start, (1 - start) / bins, bins);
        foreach (var value in values)
        {
            // Rounding can take the similarity of equal tokens above 1.
            var bin = Math.Clamp((int)((value - start) / histogram.BinWidth), 0, bins - 1);
            (value >= threshold ? histogram.merged : histogram.unmerged)[bin]++;
        }

        return histogram;
    }
}
