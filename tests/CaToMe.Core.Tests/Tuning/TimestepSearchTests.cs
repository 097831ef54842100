using System.Text.Json;
using CaToMe.Sampling;
using CaToMe.Tuning;
using static TorchSharp.torch;

namespace CaToMe.Tests.Tuning;

public class TimestepSearchTests
{
    private const int Fine = 40;

    /// <summary>The prediction is one picture before timestep 600, another after 400, and moves from one to the other in between.</summary>
    private static readonly Func<double, double> Late = timestep => Math.Clamp((600 - timestep) / 200, 0, 1);

    [Theory]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(12)]
    public void A_run_on_the_found_timesteps_ends_nearer_to_the_fine_one(int steps)
    {
        using var scope = NewDisposeScope();
        var fine = Run(Late, Fine, null)[^1];
        var found = Run(Late, steps, TimestepSchedule.At(new TimestepSearch(Schedule(), [stack(Run(Late, Fine, null))]).Best(steps)))[^1];
        var even = Run(Late, steps, null)[^1];
        Assert.True((found - fine).norm().item<float>() < 0.7f * (even - fine).norm().item<float>());
    }

    [Fact]
    public void Timesteps_fall_from_the_runs_first()
    {
        using var scope = NewDisposeScope();
        var best = new TimestepSearch(Schedule(), [stack(Run(Late, Fine, null))]).Best(5);
        Assert.Equal((5, Schedule().Timesteps[0]), (best.Count, best[0]));
        Assert.Equal(best.OrderDescending().Distinct(), best);
    }

    [Fact]
    public void As_many_steps_as_the_run_has_are_the_runs()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Schedule().Timesteps, new TimestepSearch(Schedule(), [stack(Run(Late, Fine, null))]).Best(Fine));
    }

    /// <summary>The latents before the first step and after each, where the prediction leans towards the latents.</summary>
    private static List<Tensor> Run(Func<double, double> share, int steps, TimestepSchedule? schedule)
    {
        using var scheduler = SamplerCatalog.Create(Predicting, "dpm++2m", steps, schedule: schedule);
        using var generator = new Generator(1, CPU);
        var (from, to) = (tensor(new[] { 1f, 0, 2, 5 }), tensor(new[] { 0f, 3, -1, 2 }));
        List<Tensor> run = [tensor(new[] { 0.3f, -0.2f, 0.9f, 0 })];
        for (var call = 0; call < steps; call++)
        {
            var prediction = lerp(from, to, tensor((float)share(scheduler.Timesteps[call]))) + (run[^1] * 0.5);
            run.Add(scheduler.Step(prediction, call, run[^1], generator));
        }

        return run;
    }

    private static SamplingSchedule Schedule()
    {
        using var scheduler = (DiscreteScheduler)SamplerCatalog.Create(Predicting, "dpm++2m", Fine);
        return scheduler.Schedule;
    }

    private static JsonElement Predicting => JsonElement.Parse("""{ "prediction_type": "sample" }""");
}
