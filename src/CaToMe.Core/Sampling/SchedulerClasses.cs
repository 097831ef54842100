using System.Text.Json;

namespace CaToMe.Sampling;

/// <summary>
/// The diffusers classes that are supported, with the settings that each knows and their defaults (diffusers 0.42.1, the
/// constructors in <c>diffusers.schedulers</c>).
/// </summary>
internal static class SchedulerClasses
{
    internal const string Pndm = "PNDMScheduler";
    internal const string Ddim = "DDIMScheduler";
    internal const string Ddpm = "DDPMScheduler";
    internal const string Euler = "EulerDiscreteScheduler";
    internal const string EulerAncestral = "EulerAncestralDiscreteScheduler";
    internal const string Heun = "HeunDiscreteScheduler";
    internal const string Lms = "LMSDiscreteScheduler";
    internal const string DpmSolver = "DPMSolverMultistepScheduler";
    internal const string UniPc = "UniPCMultistepScheduler";
    internal const string Lcm = "LCMScheduler";

    private static readonly IReadOnlyDictionary<string, JsonElement> defaults = new Dictionary<string, JsonElement>
    {
        [Pndm] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "leading",
            "skip_prk_steps": false, "set_alpha_to_one": false
            """),
        [Ddim] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "leading",
            "clip_sample": true, "clip_sample_range": 1.0, "set_alpha_to_one": true, "rescale_betas_zero_snr": false,
            "thresholding": false, "dynamic_thresholding_ratio": 0.995, "sample_max_value": 1.0
            """),
        [Ddpm] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "leading",
            "variance_type": "fixed_small", "clip_sample": true, "clip_sample_range": 1.0, "rescale_betas_zero_snr": false,
            "thresholding": false, "dynamic_thresholding_ratio": 0.995, "sample_max_value": 1.0
            """),
        [Euler] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "linspace",
            "interpolation_type": "linear", "timestep_type": "discrete", "rescale_betas_zero_snr": false, "final_sigmas_type": "zero",
            "use_karras_sigmas": false, "use_exponential_sigmas": false, "use_beta_sigmas": false, "sigma_min": null, "sigma_max": null
            """),
        [EulerAncestral] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "linspace",
            "rescale_betas_zero_snr": false
            """),
        [Heun] = Parse("""
            "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "linear", "timestep_spacing": "linspace",
            "use_karras_sigmas": false, "use_exponential_sigmas": false, "use_beta_sigmas": false,
            "clip_sample": false, "clip_sample_range": 1.0
            """),
        [Lms] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "linspace",
            "use_karras_sigmas": false, "use_exponential_sigmas": false, "use_beta_sigmas": false
            """),
        [DpmSolver] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "linspace",
            "algorithm_type": "dpmsolver++", "solver_order": 2, "solver_type": "midpoint", "lower_order_final": true, "euler_at_final": false,
            "use_karras_sigmas": false, "use_exponential_sigmas": false, "use_beta_sigmas": false, "use_lu_lambdas": false,
            "use_flow_sigmas": false, "use_dynamic_shifting": false, "final_sigmas_type": "zero", "lambda_min_clipped": null,
            "rescale_betas_zero_snr": false, "variance_type": null,
            "thresholding": false, "dynamic_thresholding_ratio": 0.995, "sample_max_value": 1.0
            """),
        [UniPc] = Parse("""
            "beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "linear", "timestep_spacing": "linspace",
            "solver_order": 2, "solver_type": "bh2", "lower_order_final": true, "predict_x0": true, "disable_corrector": [],
            "use_karras_sigmas": false, "use_exponential_sigmas": false, "use_beta_sigmas": false, "use_flow_sigmas": false,
            "use_dynamic_shifting": false, "final_sigmas_type": "zero", "sigma_min": null, "sigma_max": null, "rescale_betas_zero_snr": false,
            "thresholding": false, "dynamic_thresholding_ratio": 0.995, "sample_max_value": 1.0
            """),
        [Lcm] = Parse("""
            "beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear", "timestep_spacing": "leading",
            "original_inference_steps": 50, "timestep_scaling": 10.0, "set_alpha_to_one": true, "rescale_betas_zero_snr": false,
            "clip_sample": false, "clip_sample_range": 1.0,
            "thresholding": false, "dynamic_thresholding_ratio": 0.995, "sample_max_value": 1.0
            """),
    };

    /// <summary>The class that a configuration file names, if it names one.</summary>
    internal static string? NameIn(JsonElement file) =>
        file.ValueKind == JsonValueKind.Object && file.TryGetProperty("_class_name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    /// <summary>Whether a class can visit any noise levels: others step by training timesteps at equal distances.</summary>
    internal static bool TakesAnyLevels(string className) => className is Euler or EulerAncestral or Heun or Lms or DpmSolver or UniPc;

    /// <summary>The settings that a class knows, with their defaults.</summary>
    internal static JsonElement DefaultsOf(string className) =>
        defaults.TryGetValue(className, out var known)
            ? known
            : throw new ModelException(
                $"The scheduler {className} of scheduler_config.json is not supported: choose one of {string.Join(", ", SamplerCatalog.Names)}.");

    private static JsonElement Parse(string own)
    {
        using var document = JsonDocument.Parse($$"""
            { "num_train_timesteps": 1000, "trained_betas": null, "prediction_type": "epsilon", "steps_offset": 0, {{own}} }
            """);
        return document.RootElement.Clone();
    }
}
