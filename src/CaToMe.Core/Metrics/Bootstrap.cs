namespace CaToMe.Metrics;

/// <summary>
/// Confidence intervals by drawing samples anew from a sample (Efron, 1979): 95 % of the means of 2,000 such samples lie in the interval. The draws
/// have a fixed seed, so that the same values always have the same interval. With fewer than about ten values the interval is too narrow.
/// </summary>
public static class Bootstrap
{
    /// <summary>Share of the means that an interval holds.</summary>
    public const double Level = 0.95;

    private const int Samples = 2000, Seed = 20501;

    /// <summary>The mean of values.</summary>
    /// <param name="values">The values. Those that are not finite (the PSNR of equal pictures) are left out, and not counted.</param>
    public static Interval OfMean(IEnumerable<double> values)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        return Of(finite.Length, drawn => drawn.Average(i => finite[i]));
    }

    /// <summary>The mean difference of pairs: of two settings over the same prompts and seeds.</summary>
    /// <param name="pairs">First and second value of each pair. Pairs with a value that is not finite are left out.</param>
    /// <returns>First less second.</returns>
    public static Interval OfDifference(IEnumerable<(double First, double Second)> pairs) => OfMean(pairs.Select(p => p.First - p.Second));

    /// <summary>A ratio of sums over pairs: the time of all runs without merging over that of the runs with it.</summary>
    /// <param name="pairs">Numerator and denominator of each pair.</param>
    public static Interval OfRatio(IEnumerable<(double Numerator, double Denominator)> pairs)
    {
        var all = pairs.ToArray();
        return Of(all.Length, drawn => drawn.Sum(i => all[i].Numerator) / drawn.Sum(i => all[i].Denominator));
    }

    /// <summary>Any number that a sample has.</summary>
    /// <param name="count">Size of the sample.</param>
    /// <param name="statistic">The number, of the items at these positions.</param>
    internal static Interval Of(int count, Func<IReadOnlyList<int>, double> statistic)
    {
        if (count == 0)
        {
            return new Interval(double.NaN, null, null, 0);
        }

        var value = statistic([.. Enumerable.Range(0, count)]);
        if (count == 1)
        {
            return new Interval(value, null, null, 1);
        }

        var (low, high) = Ends(Draws(count, Samples).Select(statistic));
        return new Interval(value, low, high, count);
    }

    /// <summary>Positions of samples that are drawn anew, each as large as the sample itself.</summary>
    internal static IEnumerable<int[]> Draws(int count, int samples, int seed = Seed)
    {
        var random = new Random(seed);
        for (var sample = 0; sample < samples; sample++)
        {
            yield return [.. Enumerable.Range(0, count).Select(_ => random.Next(count))];
        }
    }

    /// <summary>Between which two of them <see cref="Level"/> of the values lie.</summary>
    internal static (double Low, double High) Ends(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (At((1 - Level) / 2), At((1 + Level) / 2));

        double At(double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }
}
