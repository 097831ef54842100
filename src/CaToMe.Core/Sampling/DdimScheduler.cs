namespace CaToMe.Sampling;

/// <summary>DDIM without noise (Song et al., arXiv 2010.02502, equation 12 with σ = 0).</summary>
internal sealed class DdimScheduler(SchedulerConfig config, StepRange steps)
    : SingleStepScheduler(config, SamplingSchedule.Whole(config, steps.Count).From(steps.First), (schedule, call) =>
    {
        var stride = config.NumTrainTimesteps / steps.Count;
        var previous = schedule.Noise.Level((int)schedule.Timesteps[call] - stride);
        var noise = schedule.Levels[call].EpsilonWeights(config.PredictionType);
        return new StepWeights(Original: previous.Signal, Sample: previous.Noise * noise.Sample, Output: previous.Noise * noise.Output);
    });
