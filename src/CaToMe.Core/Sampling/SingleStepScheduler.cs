using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>
/// A method that needs no earlier prediction: x' = Original · x₀ + Sample · x + Output · m + Noise · z, where m is the U-Net's
/// output, x₀ the clean latents that it implies, and z unit noise.
/// </summary>
internal readonly record struct StepWeights(double Original = 0, double Sample = 0, double Output = 0, double Noise = 0);

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
