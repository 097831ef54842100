using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>
/// Heun's method: an Euler step, and again with the mean of the slopes at both ends (Karras et al., arXiv 2206.00364,
/// algorithm 1). Two U-Net calls a step, one in the last.
/// </summary>
internal sealed class HeunScheduler(SchedulerConfig config, StepRange steps)
    : DiscreteScheduler(config, Doubled(SamplingSchedule.Exploding(config, steps.Count)).From(2 * steps.First))
{
    private readonly PredictionHistory slopes = new(2);
    private readonly PredictionHistory start = new(1);

    /// <inheritdoc/>
    public override Tensor Step(Tensor modelOutput, int call, Tensor sample, Generator generator)
    {
        using var scope = NewDisposeScope();
        var sigma = Levels[call].Noise;
        slopes.Add(WeightedSum.Of((1 / sigma, sample), (-1 / sigma, PredictOriginal(modelOutput, call, sample))));
        if (call % 2 == 0)
        {
            start.Add(WeightedSum.Of((1, sample)));
            return WeightedSum.Of((1, sample), (Levels[call + 1].Noise - sigma, slopes[0])).MoveToOuterDisposeScope();
        }

        var half = (sigma - Levels[call - 1].Noise) / 2;
        return WeightedSum.Of((1, start[0]), (half, slopes[1]), (half, slopes[0])).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        slopes.Dispose();
        start.Dispose();
    }

    /// <summary>Every timestep and level between the first and the end is visited twice.</summary>
    private static SamplingSchedule Doubled(SamplingSchedule schedule) => schedule with
    {
        Timesteps = [schedule.Timesteps[0], .. schedule.Timesteps[1..].SelectMany(t => new[] { t, t })],
        Levels = [schedule.Levels[0], .. schedule.Levels[1..^1].SelectMany(l => new[] { l, l }), schedule.Levels[^1]],
    };
}
