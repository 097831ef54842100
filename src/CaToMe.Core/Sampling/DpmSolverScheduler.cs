using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>
/// DPM-Solver++, multistep, on predicted clean latents (Lu et al., arXiv 2211.01095, algorithm 2), and its stochastic form
/// SDE-DPM-Solver++. The order grows from 1 over the first steps and may fall in the last.
/// </summary>
internal sealed class DpmSolverScheduler : DiscreteScheduler
{
    private readonly SchedulerConfig config;
    private readonly MultistepUpdate[] updates;
    private readonly PredictionHistory originals;

    internal DpmSolverScheduler(SchedulerConfig config, StepRange steps)
        : base(config, SamplingSchedule.Solver(config, steps.Count, round: config.BetaSchedule != BetaSchedule.Cosine).From(steps.First))
    {
        this.config = config;
        updates = [.. Enumerable.Range(0, Timesteps.Count).Select(call => Update(call, OrderOf(call)))];
        originals = new PredictionHistory(config.SolverOrder);
    }

    /// <inheritdoc/>
    public override Tensor Step(Tensor modelOutput, int call, Tensor sample, Generator generator)
    {
        using var scope = NewDisposeScope();
        originals.Add(PredictOriginal(modelOutput, call, sample));
        var next = updates[call].Apply(sample, originals);
        if (updates[call].Noise != 0)
        {
            next.add_(DrawNoise(sample, generator), alpha: updates[call].Noise);
        }

        return next.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => originals.Dispose();

    private int OrderOf(int call)
    {
        var remaining = Timesteps.Count - call;
        var falls = config.LowerOrderFinal && Schedule.CallsInAll < 15;
        var most = remaining == 1 && (falls || config.EulerAtFinal || !config.EndsAtSigmaMin) ? 1
            : remaining == 2 && falls ? 2
            : config.SolverOrder;
        return Math.Min(most, Math.Min(config.SolverOrder, call + 1));
    }

    private MultistepUpdate Update(int call, int order)
    {
        var (level, next) = (Levels[call], Levels[call + 1]);
        var h = next.HalfLogSnr - level.HalfLogSnr;
        var g = config.Stochastic ? 2 * h : h;
        var decay = Math.Exp(-g) - 1;
        var phi1 = -next.Signal * decay;
        var phi2 = next.Signal * (decay / g + 1);
        var phi3 = next.Signal * ((decay + g) / (g * g) - 0.5);
        return new MultistepUpdate(
            Sample: next.Noise / level.Noise * (config.Stochastic ? Math.Exp(-h) : 1),
            Predictions: order switch
            {
                1 => [phi1],
                2 => SecondOrder(config.AlternativeSolver ? phi2 : phi1 / 2),
                _ => ThirdOrder(),
            },
            Noise: config.Stochastic ? next.Noise * Math.Sqrt(-decay) : 0);

        // phi1 m0 + weight D1, D1 = (m0 - m1) / r0
        double[] SecondOrder(double weight)
        {
            var difference = weight / Ratio(0);
            return [phi1 + difference, -difference];
        }

        // phi1 m0 + phi2 D1 - phi3 D2, both of the differences (m0 - m1) / r0 and (m1 - m2) / r1
        double[] ThirdOrder()
        {
            var (r0, r1) = (Ratio(0), Ratio(1));
            var older = (phi3 - phi2 * r0) / (r0 + r1);
            var (first, second) = ((phi2 - older) / r0, older / r1);
            return [phi1 + first, second - first, -second];
        }

        // Length of the step that lies age + 1 back, in λ, relative to this one.
        double Ratio(int age) => (Levels[call - age].HalfLogSnr - Levels[call - age - 1].HalfLogSnr) / h;
    }
}
