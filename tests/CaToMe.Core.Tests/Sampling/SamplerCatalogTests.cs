using System.Text.Json;
using CaToMe.Sampling;

namespace CaToMe.Tests.Sampling;

public class SamplerCatalogTests
{
    private static readonly JsonElement stableDiffusion = JsonSerializer.Deserialize<JsonElement>("""
        { "_class_name": "PNDMScheduler", "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear",
          "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1 }
        """);

    public static TheoryData<string> Names() => [.. SamplerCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_makes_a_scheduler_that_starts_at_noise_and_ends_near_the_picture(string name)
    {
        using var scheduler = SamplerCatalog.Create(stableDiffusion, name, 20);

        Assert.InRange(scheduler.Timesteps.Count, 20, 39);
        Assert.InRange(scheduler.Timesteps[0], 900, 999);
        Assert.InRange(scheduler.Timesteps[^1], 0, 99);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_are_at_least_one_and_at_most_the_training_timesteps(string name)
    {
        var none = Assert.Throws<OptionException>(() => SamplerCatalog.Create(stableDiffusion, name, 0));
        var many = Assert.Throws<OptionException>(() => SamplerCatalog.Create(stableDiffusion, name, 1001));

        Assert.StartsWith("Steps is 0: give a whole number from 1 to 1000", none.Message);
        Assert.StartsWith("Steps is 1001: give a whole number from 1 to 1000", many.Message);
    }

    [Fact]
    public void Lcm_takes_no_more_steps_than_its_teacher()
    {
        using var fifty = SamplerCatalog.Create(stableDiffusion, "lcm", 50);
        var error = Assert.Throws<OptionException>(() => SamplerCatalog.Create(stableDiffusion, "lcm", 51));

        Assert.StartsWith("Steps is 51: give a number from 1 to 50", error.Message);
    }

    [Theory]
    [InlineData("ddim")] // the offset would lead past the last timestep
    [InlineData("unipc")] // a grid with one more point than there are timesteps
    public void Steps_for_which_there_are_not_enough_timesteps_are_refused(string name)
    {
        var error = Assert.Throws<OptionException>(() => SamplerCatalog.Create(stableDiffusion, name, 1000));

        Assert.StartsWith("Steps is 1000: give fewer", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("dpm")]
    public void An_unknown_name_is_answered_with_the_names(string name)
    {
        foreach (var lookUp in new Action[]
        {
            () => SamplerCatalog.Create(stableDiffusion, name, 20),
            () => SamplerCatalog.DisplayName(name),
        })
        {
            var error = Assert.Throws<OptionException>(lookUp);
            Assert.Equal($"Sampler is {(name.Length > 0 ? name : "empty")}: give one of {string.Join(", ", SamplerCatalog.Names)}.", error.Message);
        }

        Assert.Null(SamplerCatalog.NameOf(name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_display_name_leads_back_to_its_name(string name)
    {
        var displayed = SamplerCatalog.DisplayName(name);

        Assert.All([displayed, displayed.ToUpperInvariant(), name], written => Assert.Equal(name, SamplerCatalog.NameOf(written)));
    }

    [Theory]
    [InlineData("pndm", "PLMS")]
    [InlineData("euler-a", "Euler a")]
    [InlineData("dpm++2m-karras", "DPM++ 2M Karras")]
    public void Display_names_are_the_web_uis(string name, string displayed) => Assert.Equal(displayed, SamplerCatalog.DisplayName(name));

    [Theory]
    [InlineData("pndm", """{ "_class_name": "PNDMScheduler", "skip_prk_steps": true }""")]
    [InlineData("lms", """{ "_class_name": "LMSDiscreteScheduler" }""")]
    [InlineData("dpm++2m", """{ "_class_name": "DPMSolverMultistepScheduler" }""")]
    [InlineData("dpm++2m-karras", """{ "_class_name": "DPMSolverMultistepScheduler", "use_karras_sigmas": true }""")]
    [InlineData("dpm++2m-sde", """{ "_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "sde-dpmsolver++" }""")]
    public void A_configuration_has_a_name(string name, string file) => Assert.Equal(name, SamplerCatalog.NameOf(Json(file)));

    [Fact]
    public void The_models_own_scheduler_is_the_same_by_its_name()
    {
        var file = Json("""
            { "_class_name": "DPMSolverMultistepScheduler", "algorithm_type": "sde-dpmsolver++", "use_karras_sigmas": true, "solver_order": 1 }
            """);

        using var own = SamplerCatalog.Create(file, null, 20);
        using var named = SamplerCatalog.Create(file, SamplerCatalog.NameOf(file), 20);

        Assert.Equal(own.Timesteps, named.Timesteps);
    }

    [Fact]
    public void A_name_says_which_variant_whatever_the_models_own_is()
    {
        var file = Json("""{ "_class_name": "DPMSolverMultistepScheduler", "use_karras_sigmas": true }""");

        using var named = SamplerCatalog.Create(file, "dpm++2m", 4);

        Assert.Equal([999, 749, 500, 250], named.Timesteps);
    }

    [Fact]
    public void A_name_with_a_grid_of_its_own_takes_the_place_of_the_models_grid()
    {
        var file = Json("""{ "_class_name": "EulerDiscreteScheduler", "use_beta_sigmas": true }""");

        using var named = SamplerCatalog.Create(file, "dpm++2m-karras", 20);
        using var karras = SamplerCatalog.Create(Json("""{ "_class_name": "DPMSolverMultistepScheduler" }"""), "dpm++2m-karras", 20);

        Assert.Equal(karras.Timesteps, named.Timesteps);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predicting_noise_from_noise_alone_is_refused_with_what_to_set(string name)
    {
        const string Pure = """{ "_class_name": "DDIMScheduler", "beta_schedule": "linear", "beta_end": 1, "prediction_type": "TYPE" }""";
        const string Rescaled = """{ "_class_name": "DDIMScheduler", "rescale_betas_zero_snr": true, "prediction_type": "TYPE" }""";
        var knowsRescaling = name is not ("pndm" or "heun" or "lms");
        foreach (var file in knowsRescaling ? [Pure, Rescaled] : new[] { Pure })
        {
            var error = Assert.Throws<ModelException>(() => SamplerCatalog.Create(Json(file.Replace("TYPE", "epsilon")), name, 4));
            Assert.Contains("v_prediction", error.Message);
            Assert.Contains(file == Rescaled ? "rescale_betas_zero_snr to false" : "betas", error.Message);
            SamplerCatalog.Create(Json(file.Replace("TYPE", "v_prediction")), name, 4).Dispose();
        }
    }

    [Fact]
    public void A_model_whose_scheduler_is_not_supported_draws_with_another()
    {
        var file = Json("""{ "_class_name": "EDMEulerScheduler", "timestep_spacing": "trailing" }""");

        using var scheduler = SamplerCatalog.Create(file, "euler", 4);

        Assert.Equal([999, 749, 499, 249], scheduler.Timesteps);
        Assert.Throws<ModelException>(() => SamplerCatalog.NameOf(file));
    }

    private static JsonElement Json(string text) => JsonSerializer.Deserialize<JsonElement>(text);
}
