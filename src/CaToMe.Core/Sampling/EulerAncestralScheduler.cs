namespace CaToMe.Sampling;

/// <summary>Euler steps below the next noise level, and noise back up to it (k-diffusion's <c>sample_euler_ancestral</c>).</summary>
internal sealed class EulerAncestralScheduler(SchedulerConfig config, StepRange steps)
    : SingleStepScheduler(config, SamplingSchedule.Exploding(config, steps.Count).From(steps.First), (schedule, call) =>
    {
        var (from, to) = (schedule.Levels[call].Noise, schedule.Levels[call + 1].Noise);
        var up = to * Math.Sqrt(1 - to * to / (from * from));
        var down = to * to / from;
        var slope = schedule.Levels[call].EpsilonWeights(config.PredictionType);
        var step = down - from;
        return new StepWeights(Sample: 1 + step * slope.Sample, Output: step * slope.Output, Noise: up);
    });
