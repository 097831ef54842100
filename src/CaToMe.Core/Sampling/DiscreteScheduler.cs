using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>A method whose timesteps and noise levels are known from the beginning.</summary>
internal abstract class DiscreteScheduler : Scheduler
{
    private protected DiscreteScheduler(SchedulerConfig config, SamplingSchedule schedule)
    {
        (Schedule, Clipping) = (schedule, config.Clipping);
        OriginalWeights = [.. schedule.Levels.Select(level => level.OriginalWeights(config.PredictionType))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Timesteps => Schedule.Timesteps;

    /// <inheritdoc/>
    public override double InitialNoiseSigma => Schedule.InitialNoiseSigma;

    internal SamplingSchedule Schedule { get; }

    /// <summary>The clean latents that the U-Net's output implies at each level, before they are clipped.</summary>
    internal OutputWeights[] OriginalWeights { get; }

    /// <summary>How predicted clean latents are kept in range; null: not at all.</summary>
    internal Clipping? Clipping { get; }

    private protected NoiseLevel[] Levels => Schedule.Levels;

    /// <inheritdoc/>
    public override Tensor ScaleModelInput(Tensor sample, int call) =>
        Levels[call].InputScale is var scale && scale == 1 ? sample : WeightedSum.Of((scale, sample));

    /// <inheritdoc/>
    public override Tensor AddNoise(Tensor original, Tensor noise, int call) =>
        WeightedSum.Of((Levels[call].Signal, original), (Levels[call].Noise, noise));

    /// <summary>The clean latents that the U-Net's output implies, in range.</summary>
    /// <returns>A new tensor, [B, C, H, W].</returns>
    internal Tensor PredictOriginal(Tensor modelOutput, int call, Tensor sample)
    {
        using var scope = NewDisposeScope();
        var predicted = WeightedSum.Of((OriginalWeights[call].Sample, sample), (OriginalWeights[call].Output, modelOutput));
        return (Clipping?.Apply(predicted) ?? predicted).MoveToOuterDisposeScope();
    }

    /// <summary>Unit noise from the run's CPU generator, on the latents' device.</summary>
    private protected static Tensor DrawNoise(Tensor sample, Generator generator)
    {
        using var scope = NewDisposeScope();
        return randn(sample.shape, ScalarType.Float32, CPU, generator: generator).to(sample.device).MoveToOuterDisposeScope();
    }
}
