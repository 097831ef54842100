using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>
/// PLMS: the linear multistep part of PNDM (Liu et al., arXiv 2202.09778, equations 9 and 12). The first step is taken
/// twice, the second time with the mean of both predictions.
/// </summary>
internal sealed class PndmScheduler : DiscreteScheduler
{
    /// <summary>Adams-Bashforth weights by the number of predictions, the latest first.</summary>
    private static readonly double[][] adamsBashforth =
        [[1], [3 / 2.0, -1 / 2.0], [23 / 12.0, -16 / 12.0, 5 / 12.0], [55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0]];

    private readonly MultistepUpdate[] updates;
    private readonly PredictionHistory outputs = new(4);
    private readonly PredictionHistory start = new(1);

    internal PndmScheduler(SchedulerConfig config, StepRange steps)
        : base(config, SamplingSchedule.At(config, TimestepsOf(config, steps.Count)).From(steps.First))
    {
        var stride = config.NumTrainTimesteps / steps.Count;
        updates = [.. Timesteps.Select((timestep, call) => Transfer(call == 1 ? (int)timestep + stride : (int)timestep, call))];

        MultistepUpdate Transfer(int from, int call)
        {
            var (level, next) = (Schedule.Noise.Level(from), Schedule.Noise.Level(from - stride));
            var noise = level.EpsilonWeights(config.PredictionType);
            var alphaBar = level.Signal * level.Signal;
            var change = (next.Signal * next.Signal - alphaBar)
                / (alphaBar * next.Noise + level.Signal * level.Noise * next.Signal);                                  // equation 9
            var weights = call == 1 ? [1 / 2.0, 1 / 2.0] : adamsBashforth[Math.Clamp(call - 1, 0, 3)];
            return new MultistepUpdate(next.Signal / level.Signal - change * noise.Sample, [.. weights.Select(w => -change * noise.Output * w)]);
        }
    }

    /// <inheritdoc/>
    public override Tensor Step(Tensor modelOutput, int call, Tensor sample, Generator generator)
    {
        using var scope = NewDisposeScope();
        outputs.Add(WeightedSum.Of((1, modelOutput)));
        if (call == 0)
        {
            start.Add(WeightedSum.Of((1, sample)));
        }

        var next = updates[call].Apply(call == 1 ? start[0] : sample, outputs).MoveToOuterDisposeScope();
        if (call == 1)
        {
            outputs.Drop(age: 0);
        }

        return next;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        outputs.Dispose();
        start.Dispose();
    }

    private static double[] TimestepsOf(SchedulerConfig config, int steps)
    {
        var timesteps = TimestepGrid.Whole(config, steps);
        return steps == 1 ? timesteps : [timesteps[0], timesteps[1], .. timesteps[1..]];
    }
}
