namespace CaToMe.Sampling;

/// <summary>Euler steps along the probability flow (Karras et al., arXiv 2206.00364, algorithm 2 without churn and correction).</summary>
internal sealed class EulerScheduler(SchedulerConfig config, StepRange steps)
    : SingleStepScheduler(config, SamplingSchedule.Exploding(config, steps.Count).From(steps.First), (schedule, call) =>
    {
        var (level, next) = (schedule.Levels[call], schedule.Levels[call + 1]);
        var slope = level.EpsilonWeights(config.PredictionType);
        var step = next.Noise - level.Noise;
        return new StepWeights(Sample: 1 + step * slope.Sample, Output: step * slope.Output);
    });
