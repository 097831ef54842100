using CaToMe.Metrics;
using static TorchSharp.torch;

namespace CaToMe.Tests.Metrics;

public class BootstrapTests
{
    [Fact]
    public void An_interval_is_the_same_each_time_and_about_two_standard_errors_wide()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 400).Select(_ => random.NextDouble()).ToList();
        var interval = Bootstrap.OfMean(values);
        Assert.Equal(interval, Bootstrap.OfMean(values));
        var error = Math.Sqrt(1 / 12.0 / 400);
        Assert.Equal(2 * 1.96 * error, interval.High!.Value - interval.Low!.Value, 0.15 * 2 * 1.96 * error);
        Assert.InRange(interval.Mean, interval.Low.Value, interval.High.Value);
        Assert.Equal(400, interval.Count);
    }

    /// <summary>Nineteen of twenty intervals hold what is true: of 300, at least nine tenths.</summary>
    [Fact]
    public void Most_intervals_hold_the_true_mean()
    {
        var random = new Random(7);
        var holding = Enumerable.Range(0, 300).Count(_ =>
        {
            var interval = Bootstrap.OfMean(Enumerable.Range(0, 30).Select(_ => random.NextDouble()));
            return interval.Low < 0.5 && interval.High > 0.5;
        });
        Assert.InRange(holding, 265, 297);
    }

    [Fact]
    public void Pairs_tell_a_small_difference_that_their_means_would_not()
    {
        var random = new Random(2);
        var first = Enumerable.Range(0, 16).Select(_ => 30 * random.NextDouble()).ToArray();
        var pairs = first.Select(v => (v + 0.5 + (0.2 * random.NextDouble()), v)).ToList();
        Assert.True(Bootstrap.OfDifference(pairs).ExcludesZero);
        Assert.Equal(0.6, Bootstrap.OfDifference(pairs).Mean, 0.1);
        Assert.False(Bootstrap.OfDifference(first.Zip(first.Reverse())).ExcludesZero);
    }

    [Fact]
    public void Equal_pictures_are_left_out_and_one_value_has_no_interval()
    {
        Assert.Equal(new Interval(20, null, null, 1), Bootstrap.OfMean([20, double.PositiveInfinity]));
        Assert.Equal(0, Bootstrap.OfMean([double.PositiveInfinity]).Count);
        Assert.False(Bootstrap.OfMean([20]).ExcludesZero);
    }

    [Fact]
    public void A_ratio_is_of_the_sums() => Assert.Equal(2, Bootstrap.OfRatio([(1, 1), (9, 4)]).Mean);

    [Fact]
    public void A_Frechet_distance_says_of_how_many_pictures_it_is()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        var (a, b) = (randn([40, 6], generator: generator), randn([30, 6], generator: generator) + 1);
        var before = TensorCount.Settled();
        var estimate = FrechetEstimate.Between(a, b);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(FrechetDistance.Between(a, b), estimate.Distance);
        Assert.InRange(estimate.Distance, estimate.Low, estimate.High);
        Assert.Equal((40, 30), (estimate.First, estimate.Second));
        Assert.Contains("30 pictures", estimate.Warning);
        Assert.Null((estimate with { First = 2048, Second = 5000 }).Warning);
        Assert.Contains("2047", (estimate with { First = 2047, Second = 5000 }).Warning);
    }

    /// <summary>The same features with columns of zeros have the same distance, by the way for few pictures.</summary>
    [Fact]
    public void Both_ways_to_a_Frechet_distance_agree()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(4, CPU);
        var (a, b) = (randn([30, 8], generator: generator), randn([25, 8], generator: generator));
        var (wideA, wideB) = (cat([a, zeros(30, 32)], 1), cat([b, zeros(25, 32)], 1));
        Assert.Equal(FrechetDistance.Between(a, b), FrechetDistance.Between(wideA, wideB), 1e-6);
    }
}
