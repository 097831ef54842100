using System.Text.Json;
using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Tests.Sampling;

public class SchedulerRunTests
{
    private const string Training = """
        "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "clip_sample": false, "skip_prk_steps": true
        """;

    public static TheoryData<string> Names() => [.. SamplerCatalog.Names];

    /// <summary>PLMS averages outputs of several timesteps before it converts them, as diffusers does: there the way of saying matters.</summary>
    public static TheoryData<string> NamesOfMethodsThatConvertEachOutput() => [.. SamplerCatalog.Names.Where(name => name != "pndm")];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_that_knows_the_picture_is_led_to_it(string name)
    {
        using var scope = NewDisposeScope();
        var picture = Noise(seed: 1);

        var byNoise = Run(name, "epsilon", (x, level) => (x - level.Signal * picture) / level.Noise);
        var byPicture = Run(name, "sample", (_, _) => picture);

        // DDIM and PLMS end at the noise of the first training timestep.
        Assert.InRange(Golden.RelativeError(byNoise, picture), 0, 0.05);
        Assert.InRange(Golden.RelativeError(byPicture, picture), 0, 0.05);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_that_was_trained_to_noise_alone_is_led_to_the_picture_too(string name)
    {
        using var scope = NewDisposeScope();
        var picture = Noise(seed: 1);

        var end = Run(
            name, "v_prediction",
            (x, level) => level.InputScale * (level.Signal * (x - level.Signal * picture) / level.Noise - level.Noise * picture),
            """, "rescale_betas_zero_snr": true, "timestep_spacing": "trailing" """);

        Assert.InRange(Golden.RelativeError(end, picture), 0, 0.05);
    }

    [Theory]
    [MemberData(nameof(NamesOfMethodsThatConvertEachOutput))]
    public void Noise_picture_and_velocity_are_three_ways_to_say_the_same(string name)
    {
        using var scope = NewDisposeScope();

        var byNoise = Run(name, "epsilon", (x, level) => NoiseOf(x, level));
        var byPicture = Run(name, "sample", (x, level) => PictureOf(x, level));
        var byVelocity = Run(name, "v_prediction", (x, level) => level.InputScale * (level.Signal * NoiseOf(x, level) - level.Noise * PictureOf(x, level)));

        Assert.InRange(Golden.RelativeError(byPicture, byNoise), 0, 1e-4);
        Assert.InRange(Golden.RelativeError(byVelocity, byNoise), 0, 1e-4);

        static Tensor NoiseOf(Tensor x, NoiseLevel level) => (x * level.InputScale).sin();
        static Tensor PictureOf(Tensor x, NoiseLevel level) => (x - level.Noise * NoiseOf(x, level)) / level.Signal;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_begins_midway_at_a_noised_picture_is_led_to_it(string name)
    {
        using var scope = NewDisposeScope();
        var picture = Noise(seed: 1);
        var midway = Run(name, "sample", (_, _) => picture, firstStep: 8, begin: scheduler => scheduler.AddNoise(picture, Noise(seed: 3), call: 0));
        Assert.InRange(Golden.RelativeError(midway, picture), 0, 0.05);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_that_begins_midway_visits_the_rest_of_the_whole_runs_timesteps(string name)
    {
        using var whole = Create(name, "epsilon");
        using var midway = Create(name, "epsilon", firstStep: 8);
        Assert.Equal(whole.Timesteps.TakeLast(midway.Timesteps.Count), midway.Timesteps);
        Assert.InRange(whole.Timesteps.Count - midway.Timesteps.Count, 8, 16);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_leaves_no_tensor_behind_even_when_it_stops_early(string name)
    {
        using var generator = new Generator(5UL, CPU);
        Run(1);
        var before = TensorCount.Settled();
        foreach (var share in new[] { 0.5, 1 })
        {
            Run(share);
            Assert.Equal(before, Tensor.TotalCount);
        }

        void Run(double share)
        {
            using var scheduler = Create(name, "epsilon");
            using var sample = Noise(seed: 2);
            var current = sample.alias();
            for (var call = 0; call < scheduler.Timesteps.Count * share; call++)
            {
                using var scope = NewDisposeScope();
                var output = scheduler.ScaleModelInput(current, call).sin();
                var next = scheduler.Step(output, call, current, generator).DetachFromDisposeScope();
                current.Dispose();
                current = next;
            }

            current.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Latents_stay_in_float32_when_the_model_is_in_half_precision(string name)
    {
        using var scope = NewDisposeScope();

        var half = Run(name, "epsilon", (x, level) => (x * level.InputScale).sin().to(ScalarType.Float16));
        var rounded = Run(name, "epsilon", (x, level) => (x * level.InputScale).sin().to(ScalarType.Float16).to(ScalarType.Float32));

        Assert.Equal(ScalarType.Float32, half.dtype);
        Assert.InRange(Golden.RelativeError(half, rounded), 0, 1e-6);
    }

    [Fact]
    public void Trained_betas_replace_the_schedule()
    {
        var betas = Enumerable.Range(0, 1000).Select(i => 0.0001 + i * (0.02 - 0.0001) / 999);
        var listed = Json($$"""
            { "_class_name": "DDIMScheduler", "beta_schedule": "squaredcos_cap_v2", "trained_betas": {{JsonSerializer.Serialize(betas)}} }
            """);

        var trained = new NoiseSchedule(SchedulerConfig.Read(listed));
        var linear = new NoiseSchedule(SchedulerConfig.Read(Json("{}"), SchedulerClasses.Ddim));

        Assert.Equal(linear.AlphaBar(999), trained.AlphaBar(999), 1e-6);
    }

    [Fact]
    public void Rescaled_betas_end_in_noise_alone()
    {
        var file = Json("""{ "rescale_betas_zero_snr": true, "prediction_type": "v_prediction" }""");
        var noise = new NoiseSchedule(SchedulerConfig.Read(file, SchedulerClasses.Euler));

        Assert.Equal(0, noise.AlphaBar(999));
        Assert.Equal(4096, noise.Sigmas[999], 1.0);
    }

    [Fact]
    public void Dynamic_thresholding_cuts_each_sample_at_its_own_quantile()
    {
        using var scope = NewDisposeScope();
        var magnitudes = arange(0, 11, dtype: ScalarType.Float32).view(1, 1, 11, 1); // 0, 1, ..., 10: the 0.8-quantile is 8
        var original = cat([magnitudes, -magnitudes / 100]);                           // [2, 1, 11, 1]

        var inRange = new Clipping(Limit: 100, Quantile: 0.8).Apply(original);
        var limited = new Clipping(Limit: 4, Quantile: 0.8).Apply(original);

        Assert.InRange(Golden.RelativeError(inRange[0], magnitudes[0].clamp(0, 8) / 8), 0, 1e-6);
        Assert.InRange(Golden.RelativeError(inRange[1], original[1]), 0, 1e-6); // a threshold below 1 is 1
        Assert.InRange(Golden.RelativeError(limited[0], magnitudes[0].clamp(0, 4) / 4), 0, 1e-6);
    }

    private static Tensor Run(
        string name, string predictionType, Func<Tensor, NoiseLevel, Tensor> model, string more = "", int firstStep = 0, Func<Scheduler, Tensor>? begin = null)
    {
        using var scope = NewDisposeScope();
        using var scheduler = Create(name, predictionType, more, firstStep);
        using var generator = new Generator(5UL, CPU);
        var levels = ((DiscreteScheduler)scheduler).Schedule.Levels;
        var sample = begin?.Invoke(scheduler) ?? Noise(seed: 2) * scheduler.InitialNoiseSigma;
        for (var call = 0; call < scheduler.Timesteps.Count; call++)
        {
            sample = scheduler.Step(model(sample, levels[call]), call, sample, generator);
        }

        return sample.MoveToOuterDisposeScope();
    }

    private static Scheduler Create(string name, string predictionType, string more = "", int firstStep = 0) => SamplerCatalog.Create(
        Json($$"""{ "_class_name": "DDIMScheduler", {{Training}}, "prediction_type": "{{predictionType}}" {{more}} }"""), name, 20, firstStep);

    private static Tensor Noise(ulong seed)
    {
        using var generator = new Generator(seed, CPU);
        return randn([2, 4, 8, 8], generator: generator);
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
