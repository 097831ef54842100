using System.Text.Json;
using CaToMe.Sampling;

namespace CaToMe.Tests.Sampling;

public class TimestepScheduleTests
{
    private static readonly JsonElement StableDiffusion = JsonElement.Parse("""
        { "_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1,
          "skip_prk_steps": true }
        """);

    [Fact]
    public void Ten_aligned_steps_are_the_published_ones()
    {
        Assert.Equal([999, 850, 736, 645, 545, 455, 343, 233, 124, 24], TimestepsOf("ays", 10));
        using var large = SamplerCatalog.Create(StableDiffusion, "unipc", 10, schedule: TimestepSchedule.Parse("AYS"), isXL: true);
        Assert.Equal([999, 845, 730, 587, 443, 310, 193, 116, 53, 13], large.Timesteps);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    [InlineData(37)]
    public void Other_numbers_of_aligned_steps_lie_between_them(int steps)
    {
        var timesteps = TimestepsOf("ays", steps);
        Assert.Equal((steps, 999.0), (timesteps.Count, timesteps[0]));
        Assert.Equal(timesteps.OrderDescending().Distinct(), timesteps);
    }

    [Theory]
    [InlineData("dpm++2m")]
    [InlineData("dpm++2m-karras")]
    [InlineData("dpm++2m-sde")]
    [InlineData("unipc")]
    [InlineData("euler")]
    [InlineData("euler-a")]
    [InlineData("lms")]
    public void Given_timesteps_are_visited(string sampler)
    {
        using var scheduler = SamplerCatalog.Create(StableDiffusion, sampler, 3, schedule: TimestepSchedule.Parse("900, 500, 100"));
        Assert.Equal([900, 500, 100], scheduler.Timesteps);
    }

    [Theory]
    [InlineData("karras")]
    [InlineData("exponential")]
    public void A_spacing_by_name_is_that_of_the_sampler_that_has_it(string name)
    {
        using var file = JsonDocument.Parse($$"""
            { "_class_name": "DPMSolverMultistepScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "steps_offset": 1,
              "use_{{name}}_sigmas": true, "timestep_spacing": "leading" }
            """);
        using var own = SamplerCatalog.Create(file.RootElement, null, 8);
        Assert.Equal(own.Timesteps, TimestepsOf(name, 8, "dpm++2m"));
    }

    [Theory]
    [InlineData("pndm")]
    [InlineData("ddim")]
    [InlineData("lcm")]
    public void Samplers_of_equal_distances_refuse(string sampler) => Assert.Contains("unipc", Assert.Throws<OptionException>(
        () => SamplerCatalog.Create(StableDiffusion, sampler, 10, schedule: TimestepSchedule.Parse("ays"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("quick")]
    [InlineData("")]
    [InlineData("100,200")]
    [InlineData("100,100")]
    [InlineData("9,-1")]
    [InlineData("1e9x")]
    public void What_is_no_schedule_is_refused(string text) =>
        Assert.Contains("ays", Assert.Throws<OptionException>(() => TimestepSchedule.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_timestep_that_the_model_does_not_have_is_refused() => Assert.Contains("999", Assert.Throws<OptionException>(
        () => SamplerCatalog.Create(StableDiffusion, "unipc", 2, schedule: TimestepSchedule.Parse("1000,5"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Its_text_reads_back() =>
        Assert.All([.. TimestepSchedule.Names, "999,850.5,3"], text => Assert.Equal(text, TimestepSchedule.Parse(text).ToString()));

    private static IReadOnlyList<double> TimestepsOf(string schedule, int steps, string sampler = "unipc")
    {
        using var scheduler = SamplerCatalog.Create(StableDiffusion, sampler, steps, schedule: TimestepSchedule.Parse(schedule));
        return scheduler.Timesteps;
    }
}
