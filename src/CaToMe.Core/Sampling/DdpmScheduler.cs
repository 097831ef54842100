namespace CaToMe.Sampling;

/// <summary>DDPM's ancestral sampling (Ho et al., arXiv 2006.11239, equations 6 and 7).</summary>
internal sealed class DdpmScheduler(SchedulerConfig config, StepRange steps)
    : SingleStepScheduler(config, SamplingSchedule.Whole(config, steps.Count).From(steps.First), (schedule, call) =>
    {
        var timesteps = schedule.Timesteps;
        var alphaBar = schedule.Noise.AlphaBar((int)timesteps[call]);
        var previous = call + 1 < timesteps.Length ? schedule.Noise.AlphaBar((int)timesteps[call + 1]) : 1;
        var beta = 1 - alphaBar / previous;
        var variance = config.LargeVariance ? beta : Math.Max((1 - previous) / (1 - alphaBar) * beta, 1e-20);
        return new StepWeights(
            Original: Math.Sqrt(previous) * beta / (1 - alphaBar),
            Sample: Math.Sqrt(alphaBar / previous) * (1 - previous) / (1 - alphaBar),
            Noise: timesteps[call] > 0 ? Math.Sqrt(variance) : 0);
    });
