using System.Text.Json;
using CaToMe.Sampling;
using CaToMe.Weights;

namespace CaToMe.Tests.Sampling;

public class SchedulerConfigTests
{
    [Theory]
    [InlineData(SchedulerClasses.Ddim, "Leading", 0.0001)]
    [InlineData(SchedulerClasses.Euler, "Linspace", 0.0001)]
    [InlineData(SchedulerClasses.Heun, "Linspace", 0.00085)]
    [InlineData(SchedulerClasses.Lcm, "Leading", 0.00085)]
    public void What_the_file_does_not_say_is_the_class_default(string className, string spacing, double betaStart)
    {
        var config = SchedulerConfig.Read(Json("{}"), className);

        Assert.Equal((spacing, betaStart), (config.TimestepSpacing.ToString(), config.BetaStart));
    }

    [Fact]
    public void Another_class_takes_over_what_the_file_says()
    {
        var file = Json("""
            { "_class_name": "DDIMScheduler", "prediction_type": "v_prediction", "timestep_spacing": "trailing", "steps_offset": 1,
              "beta_schedule": "scaled_linear", "beta_end": 0.012, "clip_sample": true, "clip_sample_range": 2 }
            """);

        var heun = SchedulerConfig.Read(file, SchedulerClasses.Heun);

        Assert.Equal(
            (PredictionType.Velocity, TimestepSpacing.Trailing, 1, BetaSchedule.ScaledLinear, 0.012, new Clipping(2)),
            (heun.PredictionType, heun.TimestepSpacing, heun.StepsOffset, heun.BetaSchedule, heun.BetaEnd, heun.Clipping));
    }

    [Fact]
    public void A_setting_that_the_class_does_not_know_is_off()
    {
        var file = Json("""{ "use_karras_sigmas": true, "rescale_betas_zero_snr": true, "clip_sample": true, "thresholding": true }""");

        var ancestral = SchedulerConfig.Read(file, SchedulerClasses.EulerAncestral);

        Assert.Equal((SigmaSpacing.Training, true, null), (ancestral.SigmaSpacing, ancestral.RescaleBetasZeroSnr, ancestral.Clipping));
    }

    [Fact]
    public void An_override_goes_before_the_file()
    {
        var config = SchedulerConfig.Read(Json("""{ "use_karras_sigmas": false }"""), SchedulerClasses.Euler, Json("""{ "use_karras_sigmas": true }"""));

        Assert.Equal(SigmaSpacing.Karras, config.SigmaSpacing);
    }

    [Fact]
    public void Null_means_not_said()
    {
        var config = SchedulerConfig.Read(Json("""{ "timestep_spacing": null, "sigma_max": null, "trained_betas": null }"""), SchedulerClasses.Euler);

        Assert.Equal((TimestepSpacing.Linspace, null, null), (config.TimestepSpacing, config.SigmaMax, config.TrainedBetas));
    }

    [Theory]
    [InlineData(SchedulerClasses.Ddim, """{ "prediction_type": "flow" }""", "prediction_type", "\"flow\"", "epsilon or v_prediction or sample")]
    [InlineData(SchedulerClasses.Ddim, """{ "beta_schedule": "exp" }""", "beta_schedule", "\"exp\"", "linear or scaled_linear or squaredcos_cap_v2")]
    [InlineData(SchedulerClasses.Ddim, """{ "timestep_spacing": 3 }""", "timestep_spacing", "3", "linspace or leading or trailing")]
    [InlineData(SchedulerClasses.Ddim, """{ "beta_start": "small" }""", "beta_start", "\"small\"", "a number from 0 to 1")]
    [InlineData(SchedulerClasses.Ddim, """{ "clip_sample": "no" }""", "clip_sample", "\"no\"", "true or false")]
    [InlineData(SchedulerClasses.Ddim, """{ "num_train_timesteps": 0 }""", "num_train_timesteps", "0", "a whole number from 1 to 1000000")]
    [InlineData(SchedulerClasses.Ddim, """{ "trained_betas": [0.1, 0.2] }""", "trained_betas", "[0.1, 0.2]", "1000 numbers from 0 to 1")]
    [InlineData(SchedulerClasses.Ddpm, """{ "variance_type": "learned" }""", "variance_type", "\"learned\"", "fixed_small or fixed_small_log or fixed_large")]
    [InlineData(SchedulerClasses.Pndm, """{ "skip_prk_steps": false }""", "skip_prk_steps", "false", "true")]
    [InlineData(SchedulerClasses.UniPc, """{ "use_flow_sigmas": true }""", "use_flow_sigmas", "true", "false")]
    [InlineData(SchedulerClasses.Euler, """{ "final_sigmas_type": "one" }""", "final_sigmas_type", "\"one\"", "zero or sigma_min")]
    [InlineData(
        SchedulerClasses.DpmSolver, """{ "algorithm_type": "dpmsolver" }""",
        "algorithm_type", "\"dpmsolver\"", "dpmsolver++ or sde-dpmsolver++ or deis")]
    [InlineData(
        SchedulerClasses.DpmSolver, """{ "algorithm_type": "sde-dpmsolver++", "solver_order": 3 }""",
        "solver_order", "3", "a whole number from 1 to 2")]
    [InlineData(SchedulerClasses.UniPc, """{ "disable_corrector": 1 }""", "disable_corrector", "1", "a list of step numbers")]
    public void A_value_that_is_not_supported_is_named_with_what_is(string className, string file, string key, string value, string accepted)
    {
        var error = Assert.Throws<ModelException>(() => SchedulerConfig.Read(Json(file), className));

        Assert.StartsWith($"{key} of {className} is {value} in scheduler_config.json: give {accepted}", error.Message);
    }

    [Fact]
    public void A_value_of_the_file_is_named_with_the_files_class_whatever_class_reads_it()
    {
        var file = Json("""{ "_class_name": "EulerDiscreteScheduler", "use_flow_sigmas": true }""");

        var error = Assert.Throws<ModelException>(() => SchedulerConfig.Read(file, SchedulerClasses.DpmSolver));

        Assert.StartsWith("use_flow_sigmas of EulerDiscreteScheduler is true", error.Message);
    }

    [Theory]
    [InlineData("use_karras_sigmas", "use_exponential_sigmas")]
    [InlineData("use_exponential_sigmas", "use_beta_sigmas")]
    public void Two_grids_of_sigma_exclude_each_other(string first, string second)
    {
        var error = Assert.Throws<ModelException>(() => SchedulerConfig.Read(Json($$"""{ "{{first}}": true, "{{second}}": true }"""), SchedulerClasses.Euler));

        Assert.StartsWith($"{first} and {second} of EulerDiscreteScheduler are true in scheduler_config.json", error.Message);
    }

    [Theory]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "_class_name")]
    [InlineData("""{ "_class_name": "EDMEulerScheduler" }""", "EDMEulerScheduler")]
    public void A_file_without_a_supported_class_is_refused(string file, string named)
    {
        var error = Assert.Throws<ModelException>(() => SchedulerConfig.Read(Json(file)));

        Assert.Contains(named, error.Message);
    }

    [Fact]
    public void Bare_infinities_of_diffusers_files_are_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """{ "_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity }""");

            Assert.Equal(double.NegativeInfinity, SchedulerConfig.Read(ModelConfig.Read(path).Root).LambdaMinClipped);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
