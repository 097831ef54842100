namespace CaToMe.Measuring;

/// <summary>How alike source tokens are to their best destination.</summary>
/// <param name="Min">The smallest cosine similarity.</param>
/// <param name="Lower">A quarter is below it.</param>
/// <param name="Median">Half is below it.</param>
/// <param name="Upper">Three quarters are below it.</param>
/// <param name="Max">The largest.</param>
public sealed record SimilarityQuantiles(double Min, double Lower, double Median, double Upper, double Max)
{
    /// <summary>Quantiles of counts in bins of an even division of -1 to 1, each at the centre of its bin; null without a count.</summary>
    internal static SimilarityQuantiles? OfCounts(IReadOnlyList<int> counts)
    {
        var all = counts.Sum(c => (long)c);
        return all == 0 ? null : new(At(0), At(0.25), At(0.5), At(0.75), At(1));

        double At(double share)
        {
            var (place, below, bin) = ((long)(share * (all - 1)), (long)counts[0], 0);
            while (below <= place)
            {
                below += counts[++bin];
            }

            return ((bin + 0.5) * 2 / counts.Count) - 1;
        }
    }

    /// <summary>Quantiles over the samples of a batch together, between neighbours by linear interpolation.</summary>
    /// <param name="similarities">Each sample's similarities, at least one in all.</param>
    public static SimilarityQuantiles Of(IEnumerable<float[]> similarities)
    {
        var sorted = similarities.SelectMany(s => s).Order().ToArray();
        return new(At(0), At(0.25), At(0.5), At(0.75), At(1));

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
        }
    }
}
