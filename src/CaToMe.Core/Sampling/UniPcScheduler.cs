using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>
/// UniPC on predicted clean latents (Zhao et al., arXiv 2302.04867, algorithms 1 and 2, for data prediction): each U-Net call first corrects the
/// latents it was given (UniC), then predicts the next (UniP).
/// </summary>
internal sealed class UniPcScheduler : DiscreteScheduler
{
    private readonly SchedulerConfig config;
    private readonly MultistepUpdate[] predictors;
    private readonly MultistepUpdate?[] correctors;
    private readonly PredictionHistory originals;
    private readonly PredictionHistory corrected = new(1);

    internal UniPcScheduler(SchedulerConfig config, StepRange steps)
        : base(config, SamplingSchedule.Solver(config, steps.Count, round: true).From(steps.First))
    {
        this.config = config;
        var calls = Enumerable.Range(0, Timesteps.Count);
        predictors = [.. calls.Select(call => Update(call, OrderOf(call), corrects: false))];
        correctors = [.. calls.Select(call =>
            call == 0 || config.DisableCorrector.Contains(Schedule.FirstCall + call - 1) ? null : Update(call - 1, OrderOf(call - 1), corrects: true))];
        originals = new PredictionHistory(config.SolverOrder + 1);
    }

    /// <inheritdoc/>
    public override Tensor Step(Tensor modelOutput, int call, Tensor sample, Generator generator)
    {
        using var scope = NewDisposeScope();
        originals.Add(PredictOriginal(modelOutput, call, sample));
        corrected.Add(correctors[call]?.Apply(corrected[0], originals) ?? WeightedSum.Of((1, sample)));
        return predictors[call].Apply(corrected[0], originals).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        originals.Dispose();
        corrected.Dispose();
    }

    private int OrderOf(int call)
    {
        var most = config.LowerOrderFinal ? Math.Min(config.SolverOrder, Timesteps.Count - call) : config.SolverOrder;
        return Levels[call + 1].Noise == 0 ? 1 : Math.Min(most, call + 1);
    }

    /// <summary>
    /// From a call's level to the next with the predictions m0 (the call's own), m1, m2, ...; the corrector also has that of
    /// the next level, as the latest of all.
    /// </summary>
    private MultistepUpdate Update(int call, int order, bool corrects)
    {
        var (level, next) = (Levels[call], Levels[call + 1]);
        var h = next.HalfLogSnr - level.HalfLogSnr;
        var decay = Math.Exp(-h) - 1;
        var b = config.AlternativeSolver ? -h : decay;

        // Σ rho_k (m_k - m0) / r_k, where r_k is m_k's distance from m0 in λ; the next level's is 1.
        var older = Enumerable.Range(1, order - 1).Select(age => (Levels[call - age].HalfLogSnr - level.HalfLogSnr) / h);
        double[] distances = corrects ? [.. older, 1] : [.. older];
        var differences = Rho(distances, -h, b).Zip(distances, (rho, r) => -next.Signal * b * rho / r).ToArray();
        var current = -next.Signal * decay - differences.Sum();
        return new MultistepUpdate(
            next.Noise / level.Noise,
            corrects ? [differences[^1], current, .. differences[..^1]] : [current, .. differences]);
    }

    /// <summary>The weights that make the differences exact up to their order: Σ_k r_k^(i-1) rho_k = i! φ_(i+1)(h) h / B(h) for i = 1, 2, ...</summary>
    private static double[] Rho(double[] distances, double h, double b)
    {
        if (distances.Length < 2)
        {
            return [.. distances.Select(_ => 0.5)];
        }

        using var scope = NewDisposeScope();
        var powers = new double[distances.Length, distances.Length];
        var right = new double[distances.Length];
        var (phi, factorial) = ((Math.Exp(h) - 1) / h - 1, 1.0);
        for (var i = 0; i < right.Length; i++)
        {
            for (var k = 0; k < right.Length; k++)
            {
                powers[i, k] = Math.Pow(distances[k], i);
            }

            right[i] = phi * factorial / b;
            factorial *= i + 2;
            phi = phi / h - 1 / factorial;
        }

        return linalg.solve(tensor(powers), tensor(right)).data<double>().ToArray();
    }
}
