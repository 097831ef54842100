using System.Text.Json;
using CaToMe.Models;
using CaToMe.Sampling;
using CaToMe.Weights;

namespace CaToMe.Tests;

public class ModelSchedulerTests
{
    private const string Sd1 = nameof(ModelFamily.StableDiffusion1), Sd2 = nameof(ModelFamily.StableDiffusion2);

    public static TheoryData<string> Families() => [.. Enum.GetNames<ModelFamily>()];

    [Theory]
    [MemberData(nameof(Families))]
    public void Latents_are_not_clipped_where_the_file_does_not_say_so(string family)
    {
        foreach (var said in new[] { "", """, "clip_sample": null""" })
        {
            var model = Read($$"""{"_class_name": "DDIMScheduler", "steps_offset": 1 {{said}} }""", Enum.Parse<ModelFamily>(family));

            Assert.Empty(model.Warnings);
            Assert.All(SamplerCatalog.Names, name =>
            {
                using var scheduler = (DiscreteScheduler)SamplerCatalog.Create(model.Config, name, 10);
                Assert.Null(scheduler.Clipping);
            });
        }
    }

    [Fact]
    public void An_SDXL_file_is_taken_as_it_is()
    {
        var model = Read("""{"_class_name": "DDIMScheduler", "clip_sample": true, "clip_sample_range": 2, "steps_offset": 0}""", ModelFamily.StableDiffusionXL);
        var config = SchedulerConfig.Read(model.Config);

        Assert.Empty(model.Warnings);
        Assert.Equal((new Clipping(2), 0), (config.Clipping, config.StepsOffset));
    }

    [Theory]
    [InlineData(Sd1, """{"_class_name": "DDIMScheduler", "clip_sample": true, "steps_offset": 0}""", "clip_sample", "steps_offset")]
    [InlineData(Sd2, """{"_class_name": "DDIMScheduler", "clip_sample": true, "steps_offset": 1}""", "clip_sample")]
    [InlineData(Sd1, """{"_class_name": "LMSDiscreteScheduler", "clip_sample": true, "steps_offset": 2}""", "clip_sample", "steps_offset")]
    [InlineData(Sd2, """{"_class_name": "EulerDiscreteScheduler"}""", "steps_offset")] // the class's default is 0
    [InlineData(Sd1, """{"_class_name": "EulerDiscreteScheduler", "clip_sample": false, "steps_offset": 1}""")]
    public void An_outdated_file_of_SD_1_or_2_is_put_right_with_a_warning_that_names_it(string family, string file, params string[] keys)
    {
        var model = Read(file, Enum.Parse<ModelFamily>(family));
        var ddim = SchedulerConfig.Read(model.Config, SchedulerClasses.Ddim);

        Assert.Equal(((Clipping?)null, 1), (ddim.Clipping, ddim.StepsOffset));
        Assert.Equal(keys.Order(), model.Warnings.Select(w => w.Split(' ')[1]).Order());
        Assert.All(model.Warnings, w => Assert.StartsWith("scheduler_config.json: ", w));
    }

    [Theory]
    [InlineData("steps_offset", "\"one\"")]
    [InlineData("clip_sample", "\"no\"")]
    public void A_value_of_the_wrong_kind_stays_an_error(string key, string value)
    {
        var model = Read($$"""{"_class_name": "DDIMScheduler", "{{key}}": {{value}} }""", ModelFamily.StableDiffusion1);

        Assert.Contains($"{key} of DDIMScheduler is {value}", Assert.Throws<ModelException>(() => SchedulerConfig.Read(model.Config)).Message);
    }

    [Fact]
    public void What_the_user_says_of_the_model_goes_before_the_file()
    {
        var options = new PipelineOptions { Prediction = " V_Prediction", TimestepSpacing = "TRAILING" };
        const string File = """{"_class_name": "EulerDiscreteScheduler", "prediction_type": "epsilon", "timestep_spacing": "leading"}""";
        var model = Read(File, ModelFamily.StableDiffusionXL, options);
        var config = SchedulerConfig.Read(model.Config);

        Assert.Equal((PredictionType.Velocity, TimestepSpacing.Trailing), (config.PredictionType, config.TimestepSpacing));
        Assert.Equal(("v_prediction", "trailing"), (model.Prediction, model.TimestepSpacing));
    }

    [Fact]
    public void A_word_that_is_none_is_answered_with_those_that_are()
    {
        var prediction = Assert.Throws<OptionException>(() => Read("{}", ModelFamily.StableDiffusion1, new PipelineOptions { Prediction = "v" }));
        var spacing = Assert.Throws<OptionException>(() => Read("{}", ModelFamily.StableDiffusion1, new PipelineOptions { TimestepSpacing = "even" }));

        Assert.Equal("Prediction is v: give one of epsilon, v_prediction, sample.", prediction.Message);
        Assert.Equal("TimestepSpacing is even: give one of leading, trailing, linspace.", spacing.Message);
    }

    [Theory]
    [InlineData("""{"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "trailing"}""", null, true)] // Turbo
    [InlineData("""{"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "leading"}""", "trailing", true)] // a single file of one
    [InlineData("""{"_class_name": "EulerDiscreteScheduler", "timestep_spacing": "leading"}""", null, false)]
    [InlineData("""{"_class_name": "EulerDiscreteScheduler"}""", null, false)]
    [InlineData("""{"_class_name": "DDIMScheduler", "timestep_spacing": "trailing", "rescale_betas_zero_snr": true}""", null, false)]
    public void A_scheduler_that_begins_at_the_last_timestep_tells_a_distilled_model(string file, string? spacing, bool isDistilled) =>
        Assert.Equal(isDistilled, Read(file, ModelFamily.StableDiffusion2, new PipelineOptions { TimestepSpacing = spacing }).IsDistilled);

    private static ModelScheduler Read(string file, ModelFamily family, PipelineOptions? options = null) =>
        ModelScheduler.Of(new ModelConfig("scheduler_config.json", JsonSerializer.Deserialize<JsonElement>(file)), family, options ?? new PipelineOptions());
}
