using System.Text.Json;
using CaToMe.Sampling;

namespace CaToMe.Tests.Sampling;

public class SigmaGridTests
{
    /// <summary>
    /// Quantiles of the Beta(0.6, 0.6) distribution at 0, 1/9, ..., 1: the x at which the regularised incomplete beta function has that value, by bisection
    /// over its series x^a (1 - x)^a / a · ₂F₁(2a, 1; a + 1; x) with 60 digits.
    /// </summary>
    private static readonly double[] quantiles =
    [
        0, 0.04709181754904246, 0.14560109714141552, 0.27541329077762354, 0.42317476316063700,
        0.57682523683936300, 0.72458670922237646, 0.85439890285858448, 0.95290818245095754, 1,
    ];

    [Fact]
    public void Beta_levels_lie_at_the_quantiles_of_the_distribution()
    {
        var levels = SigmaGrid.Between(smallest: 2, largest: 12, quantiles.Length, SigmaSpacing.Beta);

        Assert.Equal(quantiles.Reverse().Select(q => 2 + 10 * q), levels, Near);
        Assert.Equal(12, SigmaGrid.Between(2, 12, steps: 1, SigmaSpacing.Beta).Single());
    }

    [Theory]
    [InlineData(SchedulerClasses.Euler)]
    [InlineData(SchedulerClasses.Heun)]
    [InlineData(SchedulerClasses.Lms)]
    [InlineData(SchedulerClasses.DpmSolver)]
    [InlineData(SchedulerClasses.UniPc)]
    public void Every_sampler_with_a_grid_of_sigma_takes_beta_levels(string className)
    {
        var file = JsonSerializer.Deserialize<JsonElement>("""{ "use_beta_sigmas": true }""");
        using var scheduler = (DiscreteScheduler)SamplerCatalog.Create(file, className, default(JsonElement), quantiles.Length);

        // σ = noise / signal, the first and each step's: Heun visits those between twice.
        var sigmas = scheduler.Schedule.Levels[..^1].Select(level => level.Noise / level.Signal).Distinct().ToList();
        var trained = scheduler.Schedule.Noise.Sigmas;
        Assert.Equal(quantiles.Length, sigmas.Count);
        var expected = quantiles.Reverse().Select(q => trained[0] + q * (trained[^1] - trained[0]));
        Assert.Equal(expected, sigmas, (one, other) => Math.Abs(one - other) < 1e-4);
        Assert.Equal((999, 0), (scheduler.Timesteps[0], scheduler.Timesteps[^1]));
    }

    private static bool Near(double expected, double actual) => Math.Abs(expected - actual) < 1e-9;
}
