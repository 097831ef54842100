using System.Text.Json;

namespace CaToMe.Sampling;

/// <summary>
/// A scheduler's settings: what a diffusers <c>scheduler_config.json</c> says, and the class's defaults where it says
/// nothing. Settings that the class does not know are off, whatever the file says (diffusers' <c>Class.from_config</c>).
/// </summary>
internal sealed record SchedulerConfig
{
    internal required string ClassName { get; init; }

    internal required int NumTrainTimesteps { get; init; }

    internal required BetaSchedule BetaSchedule { get; init; }

    internal required double BetaStart { get; init; }

    internal required double BetaEnd { get; init; }

    /// <summary>β of each training timestep instead of a schedule.</summary>
    internal float[]? TrainedBetas { get; init; }

    internal bool RescaleBetasZeroSnr { get; init; }

    internal required PredictionType PredictionType { get; init; }

    internal required TimestepSpacing TimestepSpacing { get; init; }

    internal int StepsOffset { get; init; }

    internal SigmaSpacing SigmaSpacing { get; init; }

    /// <summary>The timesteps that a run visits, falling, instead of a grid; null: the grid.</summary>
    internal IReadOnlyList<double>? GivenTimesteps { get; init; }

    /// <summary>Ends of the grid of σ instead of the schedule's own.</summary>
    internal double? SigmaMin { get; init; }

    /// <inheritdoc cref="SigmaMin"/>
    internal double? SigmaMax { get; init; }

    /// <summary>Whether the last step ends at the smallest σ of training instead of at zero.</summary>
    internal bool EndsAtSigmaMin { get; init; }

    /// <summary>Whether ᾱ after the last timestep is 1 instead of that of timestep 0.</summary>
    internal bool SetAlphaToOne { get; init; }

    /// <summary>How the predicted clean latents are kept in range; null: not at all.</summary>
    internal Clipping? Clipping { get; init; }

    /// <summary>DDPM: whether noise has the variance β instead of the posterior's.</summary>
    internal bool LargeVariance { get; init; }

    /// <summary>LCM: steps of the teacher's grid, of which a run takes some.</summary>
    internal int OriginalInferenceSteps { get; init; }

    /// <summary>LCM: factor on timesteps in the boundary condition.</summary>
    internal double TimestepScaling { get; init; }

    /// <summary>DPM-Solver and UniPC: order of the multistep method, from 1 to 3.</summary>
    internal int SolverOrder { get; init; }

    /// <summary>DPM-Solver: whether noise is added (sde-dpmsolver++).</summary>
    internal bool Stochastic { get; init; }

    /// <summary>DPM-Solver: Heun's instead of the midpoint's second-order term. UniPC: B(h) = h instead of e^h - 1.</summary>
    internal bool AlternativeSolver { get; init; }

    /// <summary>DPM-Solver and UniPC: whether the order falls towards the end.</summary>
    internal bool LowerOrderFinal { get; init; }

    /// <summary>DPM-Solver: whether the last step is of first order.</summary>
    internal bool EulerAtFinal { get; init; }

    /// <summary>DPM-Solver: the smallest λ to begin from; null: that of the last training timestep.</summary>
    internal double? LambdaMinClipped { get; init; }

    /// <summary>UniPC: steps whose result is not corrected.</summary>
    internal IReadOnlySet<int> DisableCorrector { get; init; } = new HashSet<int>();

    /// <summary>Reads a configuration for a class, which need not be the one that it was written for.</summary>
    /// <param name="file">The content of a scheduler_config.json.</param>
    /// <param name="className">A diffusers class; null: the one that the file names.</param>
    /// <param name="overrides">Values that go before the file's.</param>
    /// <exception cref="ModelException">A value, or the class, is not supported.</exception>
    internal static SchedulerConfig Read(JsonElement file, string? className = null, JsonElement overrides = default)
    {
        var values = new SchedulerConfigReader(file, className, overrides);
        values.Require("skip_prk_steps", true);
        values.Require("predict_x0", true);
        values.Require("use_flow_sigmas", false);
        values.Require("use_dynamic_shifting", false);
        values.Choose("interpolation_type", ("linear", true));
        values.Choose("timestep_type", ("discrete", true));

        var steps = values.Integer("num_train_timesteps", 1, 1_000_000);
        var stochastic = values.Choose("algorithm_type", ("dpmsolver++", false), ("sde-dpmsolver++", true), ("deis", false));
        return new SchedulerConfig
        {
            ClassName = values.ClassName,
            NumTrainTimesteps = steps,
            BetaSchedule = values.Choose("beta_schedule",
                ("linear", BetaSchedule.Linear), ("scaled_linear", BetaSchedule.ScaledLinear), ("squaredcos_cap_v2", BetaSchedule.Cosine)),
            BetaStart = values.Number("beta_start", 0, 1),
            BetaEnd = values.Number("beta_end", 0, 1),
            TrainedBetas = values.Betas("trained_betas", steps),
            RescaleBetasZeroSnr = values.Flag("rescale_betas_zero_snr"),
            PredictionType = values.Choose("prediction_type",
                ("epsilon", PredictionType.Epsilon), ("v_prediction", PredictionType.Velocity), ("sample", PredictionType.Sample)),
            TimestepSpacing = values.Choose("timestep_spacing",
                ("linspace", TimestepSpacing.Linspace), ("leading", TimestepSpacing.Leading), ("trailing", TimestepSpacing.Trailing)),
            StepsOffset = values.Integer("steps_offset", 0, steps),
            SigmaSpacing = ReadSigmaSpacing(values),
            SigmaMin = values.OptionalNumber("sigma_min", 0, double.MaxValue),
            SigmaMax = values.OptionalNumber("sigma_max", 0, double.MaxValue),
            EndsAtSigmaMin = values.Choose("final_sigmas_type", ("zero", false), ("sigma_min", true)),
            SetAlphaToOne = values.Flag("set_alpha_to_one"),
            Clipping = ReadClipping(values),
            LargeVariance = values.Choose("variance_type", ("fixed_small", false), ("fixed_small_log", false), ("fixed_large", true)),
            OriginalInferenceSteps = values.Integer("original_inference_steps", 1, steps),
            TimestepScaling = values.Number("timestep_scaling", 0, double.MaxValue),
            SolverOrder = values.Integer("solver_order", 1, stochastic ? 2 : 3),
            Stochastic = stochastic,
            AlternativeSolver = values.ClassName == SchedulerClasses.UniPc
                ? values.Choose("solver_type", ("bh2", false), ("bh1", true), ("midpoint", false), ("heun", false), ("logrho", false))
                : values.Choose("solver_type", ("midpoint", false), ("heun", true), ("bh1", false), ("bh2", false), ("logrho", false)),
            LowerOrderFinal = values.Flag("lower_order_final"),
            EulerAtFinal = values.Flag("euler_at_final"),
            LambdaMinClipped = values.OptionalNumber("lambda_min_clipped", double.NegativeInfinity, 0),
            DisableCorrector = values.IntegerSet("disable_corrector"),
        };
    }

    private static SigmaSpacing ReadSigmaSpacing(SchedulerConfigReader values)
    {
        (string Key, SigmaSpacing Spacing)[] grids =
            [("use_karras_sigmas", SigmaSpacing.Karras), ("use_exponential_sigmas", SigmaSpacing.Exponential), ("use_beta_sigmas", SigmaSpacing.Beta)];
        var given = Array.FindAll(grids, grid => values.Flag(grid.Key));
        if (given.Length > 1)
        {
            throw new ModelException(
                $"{string.Join(" and ", given.Select(grid => grid.Key))} of {values.NamedClass} are true in scheduler_config.json: give one of them.");
        }

        var spacing = given is [var grid] ? grid.Spacing : SigmaSpacing.Training;
        return spacing != SigmaSpacing.Karras && values.Flag("use_lu_lambdas") ? SigmaSpacing.Lu : spacing;
    }

    private static Clipping? ReadClipping(SchedulerConfigReader values) =>
        values.Flag("thresholding") ? new Clipping(values.Number("sample_max_value", 1, double.MaxValue), values.Number("dynamic_thresholding_ratio", 0, 1))
        : values.Flag("clip_sample") ? new Clipping(values.Number("clip_sample_range", 0, double.MaxValue))
        : null;
}
