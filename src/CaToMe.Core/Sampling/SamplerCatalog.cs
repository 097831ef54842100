using System.Text.Json;

namespace CaToMe.Sampling;

/// <summary>The samplers by the names people know. (diffusers calls what makes one a scheduler.)</summary>
internal static class SamplerCatalog
{
    private static readonly IReadOnlyList<Entry> entries =
    [
        new("pndm", "PLMS", SchedulerClasses.Pndm, """{ "skip_prk_steps": true }"""),
        new("ddim", "DDIM", SchedulerClasses.Ddim),
        new("ddpm", "DDPM", SchedulerClasses.Ddpm),
        new("euler", "Euler", SchedulerClasses.Euler),
        new("euler-a", "Euler a", SchedulerClasses.EulerAncestral),
        new("heun", "Heun", SchedulerClasses.Heun),
        new("lms", "LMS", SchedulerClasses.Lms),
        new("dpm++2m", "DPM++ 2M", SchedulerClasses.DpmSolver,
            """{ "algorithm_type": "dpmsolver++", "solver_order": 2, "use_karras_sigmas": false }"""),
        new("dpm++2m-karras", "DPM++ 2M Karras", SchedulerClasses.DpmSolver,
            """{ "algorithm_type": "dpmsolver++", "solver_order": 2, "use_karras_sigmas": true, "use_exponential_sigmas": false, "use_beta_sigmas": false }"""),
        new("dpm++2m-sde", "DPM++ 2M SDE", SchedulerClasses.DpmSolver,
            """{ "algorithm_type": "sde-dpmsolver++", "solver_order": 2, "use_karras_sigmas": false }"""),
        new("unipc", "UniPC", SchedulerClasses.UniPc),
        new("lcm", "LCM", SchedulerClasses.Lcm),
    ];

    /// <summary>The names that a request accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. entries.Select(e => e.Name)];

    /// <summary>What is accepted, as an instruction.</summary>
    internal static string Accepted { get; } = $"give one of {string.Join(", ", Names)}.";

    /// <summary>Makes a sampler's scheduler for one run.</summary>
    /// <param name="schedulerConfig">
    /// The content of the model's <c>scheduler_config.json</c>: its noise schedule and prediction type hold for every scheduler.
    /// </param>
    /// <param name="name">One of <see cref="Names"/>, or a display name. Null, or the model's own scheduler's name: exactly what the file says.</param>
    /// <param name="steps">Sampling steps, from 1 to the model's training timesteps (1000); LCM takes at most its teacher's (50).</param>
    /// <param name="firstStep">The step to begin at, from 0: a run that begins at a picture leaves out the steps before.</param>
    /// <param name="schedule">Where the noise levels lie; null: where the sampler puts them.</param>
    /// <param name="isXL">Whether the model is of SDXL's family, for which some schedules have lists of their own.</param>
    /// <exception cref="OptionException">The name is unknown, the steps are out of range, or the sampler does not take the schedule.</exception>
    /// <exception cref="ModelException">The configuration has a value that is not supported.</exception>
    internal static Scheduler Create(
        JsonElement schedulerConfig, string? name, int steps, int firstStep = 0, TimestepSchedule? schedule = null, bool isXL = false)
    {
        var config = ConfigOf(schedulerConfig, name);
        return Create(schedule?.ApplyTo(config, steps, isXL) ?? config, new StepRange(steps, firstStep));
    }

    /// <summary>The name of the sampler that a configuration file asks for.</summary>
    /// <param name="schedulerConfig">The content of a <c>scheduler_config.json</c>.</param>
    /// <returns>One of <see cref="Names"/>.</returns>
    /// <exception cref="ModelException">The scheduler, or a value of its configuration, is not supported.</exception>
    public static string NameOf(JsonElement schedulerConfig) => SchedulerConfig.Read(schedulerConfig) switch
    {
        { ClassName: SchedulerClasses.DpmSolver, Stochastic: true } => "dpm++2m-sde",
        { ClassName: SchedulerClasses.DpmSolver, SigmaSpacing: SigmaSpacing.Karras } => "dpm++2m-karras",
        var config => entries.First(e => e.ClassName == config.ClassName).Name,
    };

    /// <summary>What AUTOMATIC1111's web UI calls a sampler, such as <c>DPM++ 2M Karras</c>.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="OptionException">The name is unknown.</exception>
    public static string DisplayName(string name) => Find(name).DisplayName;

    /// <summary>The sampler that a person means.</summary>
    /// <param name="nameOrDisplayName">One of <see cref="Names"/>, or what AUTOMATIC1111's web UI calls it; in upper or lower case.</param>
    /// <returns>One of <see cref="Names"/>.</returns>
    /// <exception cref="OptionException">The name is unknown.</exception>
    public static string Resolve(string nameOrDisplayName) => Find(nameOrDisplayName).Name;

    /// <summary>The sampler that another program means.</summary>
    /// <param name="text">One of <see cref="Names"/>, or what AUTOMATIC1111's web UI calls it; in upper or lower case.</param>
    /// <returns>One of <see cref="Names"/>; null where the text names none of them.</returns>
    internal static string? NameOf(string text) => TryFind(text)?.Name;

    /// <summary>Makes a scheduler of a diffusers class, as <c>Class.from_config(config, **overrides)</c> does.</summary>
    /// <param name="schedulerConfig">The content of the model's <c>scheduler_config.json</c>.</param>
    /// <param name="className">A diffusers class; null: the file's.</param>
    /// <param name="overrides">Settings that go before the file's.</param>
    /// <param name="steps">Sampling steps.</param>
    /// <param name="firstStep">The step to begin at.</param>
    internal static Scheduler Create(JsonElement schedulerConfig, string? className, JsonElement overrides, int steps, int firstStep = 0) =>
        Create(SchedulerConfig.Read(schedulerConfig, className, overrides), new StepRange(steps, firstStep));

    /// <summary>A sampler's settings for a model: the file's own where it asks for that sampler.</summary>
    private static SchedulerConfig ConfigOf(JsonElement schedulerConfig, string? name)
    {
        if (name is null || Find(name) is var entry && SchedulerClasses.NameIn(schedulerConfig) == entry.ClassName && NameOf(schedulerConfig) == entry.Name)
        {
            return SchedulerConfig.Read(schedulerConfig);
        }

        using var settings = JsonDocument.Parse(entry.Settings);
        return SchedulerConfig.Read(schedulerConfig, entry.ClassName, settings.RootElement);
    }

    private static Scheduler Create(SchedulerConfig config, StepRange steps)
    {
        if (steps.Count < 1 || steps.Count > config.NumTrainTimesteps)
        {
            throw new OptionException("Steps", steps.Count, $"give a whole number from 1 to {config.NumTrainTimesteps}.");
        }

        return config.ClassName switch
        {
            SchedulerClasses.Pndm => new PndmScheduler(config, steps),
            SchedulerClasses.Ddim => new DdimScheduler(config, steps),
            SchedulerClasses.Ddpm => new DdpmScheduler(config, steps),
            SchedulerClasses.Euler => new EulerScheduler(config, steps),
            SchedulerClasses.EulerAncestral => new EulerAncestralScheduler(config, steps),
            SchedulerClasses.Heun => new HeunScheduler(config, steps),
            SchedulerClasses.Lms => new LmsScheduler(config, steps),
            SchedulerClasses.DpmSolver => new DpmSolverScheduler(config, steps),
            SchedulerClasses.UniPc => new UniPcScheduler(config, steps),
            _ => new LcmScheduler(config, steps),
        };
    }

    private static Entry Find(string name) =>
        TryFind(name) ?? throw new OptionException("Sampler", name, Accepted);

    private static Entry? TryFind(string name) =>
        entries.FirstOrDefault(e => name.Equals(e.Name, StringComparison.OrdinalIgnoreCase) || name.Equals(e.DisplayName, StringComparison.OrdinalIgnoreCase));

    private sealed record Entry(string Name, string DisplayName, string ClassName, string Settings = "{}");
}
