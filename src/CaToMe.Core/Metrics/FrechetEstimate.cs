using static System.FormattableString;
using static TorchSharp.torch;

namespace CaToMe.Metrics;

/// <summary>A Fréchet distance with what has to be known to read it: how many pictures it is of, and how far chance moves it.</summary>
/// <param name="Distance">The distance.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end of its interval.</param>
/// <param name="First">Pictures of the first set.</param>
/// <param name="Second">Pictures of the second set.</param>
public sealed record FrechetEstimate(double Distance, double Low, double High, int First, int Second)
{
    /// <summary>With fewer pictures than a picture has features, covariances cannot be known, and distances come out far too large.</summary>
    public const int FewestPictures = Inception.FeatureCount;

    private const int Samples = 100;

    /// <summary>Why the number says little; null where both sets are large enough.</summary>
    public string? Warning => Math.Min(First, Second) is var fewest && fewest < FewestPictures
        ? Invariant($"of {fewest} pictures: below {FewestPictures} the distance is far too large, and comparable only with one of as many pictures")
        : null;

    /// <summary>The distance between two sets of features.</summary>
    /// <param name="first">[pictures, features], at least two pictures.</param>
    /// <param name="second">[pictures, features], at least two pictures.</param>
    /// <returns>
    /// The distance, and an interval as wide as that of 100 samples drawn anew from both sets. It is centred on the distance: such samples hold pictures
    /// twice, which makes each of their distances larger.
    /// </returns>
    /// <exception cref="CaToMeException">A set has fewer than two pictures, or the features are not of one kind.</exception>
    public static FrechetEstimate Between(Tensor first, Tensor second)
    {
        var distance = FrechetDistance.Between(first, second);
        var (a, b) = ((int)first.shape[0], (int)second.shape[0]);
        var drawn = Bootstrap.Draws(a, Samples, seed: 1).Zip(Bootstrap.Draws(b, Samples, seed: 2), (i, j) => Drawn(first, i, second, j)).ToList();
        var (low, high) = Bootstrap.Ends(drawn);
        var centre = drawn.Average();
        return new FrechetEstimate(distance, Math.Max(0, distance + low - centre), distance + high - centre, a, b);
    }

    private static double Drawn(Tensor first, int[] i, Tensor second, int[] j)
    {
        using var scope = NewDisposeScope();
        return FrechetDistance.Between(
            first.index_select(0, tensor(i, dtype: ScalarType.Int64, device: first.device)),
            second.index_select(0, tensor(j, dtype: ScalarType.Int64, device: second.device)));
    }
}
