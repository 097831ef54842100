using System.Text.Json;
using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>The recorded model is 0.3 x + 0.2 sin(t / 100 + c): x its scaled input, t the timestep, c the channel.</summary>
[Trait("Category", "Parity")]
public class SchedulerTests
{
    private const double Tolerance = 1e-4;

    [Fact]
    public void A_run_visits_the_recorded_timesteps_and_noise_levels() => Assert.All(Cases(), recorded =>
    {
        using var scope = NewDisposeScope();
        using var file = Golden.Tensors("schedulers", "cases.safetensors");
        using var scheduler = Create(recorded);
        var name = NameOf(recorded);

        // Fractional timesteps come from float32 noise levels, whose last digit is not the same on every processor.
        Assert.Equal(
            file.Load($"{name}/timesteps").data<double>().ToArray(), scheduler.Timesteps,
            (expected, actual) => double.IsInteger(expected) ? expected == actual : Math.Abs(expected - actual) <= 1e-6 * expected);
        Assert.Equal(recorded.GetProperty("init_noise_sigma").GetDouble(), scheduler.InitialNoiseSigma, 1e-6);
        if (file.Entries.ContainsKey($"{name}/sigmas"))
        {
            var sigmas = ((DiscreteScheduler)scheduler).Schedule.Levels.Select(level => level.Noise / level.Signal).ToArray();
            Assert.InRange(Golden.RelativeError(tensor(sigmas), file.Load($"{name}/sigmas")), 0, 1e-6);
        }
    });

    [Fact]
    public void A_run_passes_through_the_recorded_latents() => Assert.All(Cases(), recorded =>
    {
        using var scope = NewDisposeScope();
        using var file = Golden.Tensors("schedulers", "cases.safetensors");
        using var scheduler = Create(recorded);
        using var generator = new Generator(recorded.GetProperty("noise_seed").GetUInt64(), CPU);
        var name = NameOf(recorded);

        var sample = file.Load($"{name}/start");
        for (var call = 0; call < scheduler.Timesteps.Count; call++)
        {
            var output = Model(scheduler.ScaleModelInput(sample, call), scheduler.Timesteps[call]);
            sample = scheduler.Step(output, call, sample, generator);
            if (file.Entries.ContainsKey($"{name}/after{call}"))
            {
                Assert.InRange(Golden.RelativeError(sample, file.Load($"{name}/after{call}")), 0, Tolerance);
            }
        }

        Assert.InRange(Golden.RelativeError(sample, file.Load($"{name}/end")), 0, Tolerance);
    });

    [Fact]
    public void Noise_is_added_as_recorded() => Assert.All(Cases(), recorded =>
    {
        using var scope = NewDisposeScope();
        using var file = Golden.Tensors("schedulers", "cases.safetensors");
        using var scheduler = Create(recorded);
        var name = NameOf(recorded);

        var noised = scheduler.AddNoise(file.Load($"{name}/x0"), file.Load($"{name}/noise"), recorded.GetProperty("noised_at_index").GetInt32());

        Assert.InRange(Golden.RelativeError(noised, file.Load($"{name}/noised")), 0, Tolerance);
    });

    private static IEnumerable<JsonElement> Cases() => Golden.Cases("schedulers", "cases.json");

    private static string NameOf(JsonElement recorded) => recorded.GetProperty("name").GetString()!;

    private static Scheduler Create(JsonElement recorded) => SamplerCatalog.Create(
        recorded.GetProperty("config"), recorded.GetProperty("class").GetString(), overrides: default, recorded.GetProperty("steps").GetInt32());

    private static Tensor Model(Tensor x, double timestep) =>
        0.3 * x + 0.2 * (timestep / 100 + arange(x.shape[1], ScalarType.Float32)).sin().view(1, -1, 1, 1);
}
