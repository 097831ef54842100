namespace CaToMe.Metrics;

/// <summary>How much two sets differ: 1 - |A and B| / |A or B|.</summary>
public static class JaccardDistance
{
    /// <summary>The distance between two sets of token pairs (CA-ToMe, figure 4).</summary>
    /// <param name="first">Pairs of one U-Net call.</param>
    /// <param name="second">Pairs of another.</param>
    /// <returns>From 0 (equal, or both empty) to 1 (nothing in common).</returns>
    public static double Between(IEnumerable<(int Source, int Destination)> first, IEnumerable<(int Source, int Destination)> second)
    {
        var (a, b) = (first.ToHashSet(), second.ToHashSet());
        var common = a.Count(b.Contains);
        var all = a.Count + b.Count - common;
        return all == 0 ? 0 : 1 - ((double)common / all);
    }
}
