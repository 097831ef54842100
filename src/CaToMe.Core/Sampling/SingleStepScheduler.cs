using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <inheritdoc cref="StepWeights"/>
internal abstract class SingleStepScheduler : DiscreteScheduler
{
    private readonly StepWeights[] steps;

    private protected SingleStepScheduler(SchedulerConfig config, SamplingSchedule schedule, Func<SamplingSchedule, int, StepWeights> weigh)
        : base(config, schedule) =>
        steps = [.. Enumerable.Range(0, schedule.Timesteps.Length).Select(call => weigh(schedule, call))];

    /// <inheritdoc/>
    public override Tensor Step(Tensor modelOutput, int call, Tensor sample, Generator generator)
    {
        using var scope = NewDisposeScope();
        var weights = steps[call];
        var next = WeightedSum.Of((weights.Sample, sample), (weights.Output, modelOutput));
        if (weights.Original != 0)
        {
            next.add_(PredictOriginal(modelOutput, call, sample), alpha: weights.Original);
        }

        if (weights.Noise != 0)
        {
            next.add_(DrawNoise(sample, generator), alpha: weights.Noise);
        }

        return next.MoveToOuterDisposeScope();
    }
}
