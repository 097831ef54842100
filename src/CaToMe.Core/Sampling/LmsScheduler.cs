using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>Linear multistep: the slope as a polynomial through up to four predictions, integrated to the next σ (k-diffusion's <c>sample_lms</c>).</summary>
internal sealed class LmsScheduler : DiscreteScheduler
{
    private const int Order = 4;

    private readonly OutputWeights[] slopeWeights;
    private readonly MultistepUpdate[] updates;
    private readonly PredictionHistory slopes = new(Order);

    internal LmsScheduler(SchedulerConfig config, StepRange steps) : base(config, SamplingSchedule.Exploding(config, steps.Count).From(steps.First))
    {
        slopeWeights = [.. Levels.Select(level => level.EpsilonWeights(config.PredictionType))];
        var sigmas = Array.ConvertAll(Levels, level => level.Noise);
        updates = [.. Enumerable.Range(0, Timesteps.Count).Select(call =>
        {
            var nodes = sigmas[Math.Max(0, call + 1 - Order)..(call + 1)].Reverse().ToArray();
            return new MultistepUpdate(1, [.. nodes.Select((_, node) => IntegratedBasis(nodes, node, sigmas[call], sigmas[call + 1]))]);
        })];
    }

    /// <inheritdoc/>
    public override Tensor Step(Tensor modelOutput, int call, Tensor sample, Generator generator)
    {
        slopes.Add(WeightedSum.Of((slopeWeights[call].Sample, sample), (slopeWeights[call].Output, modelOutput)));
        return updates[call].Apply(sample, slopes);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => slopes.Dispose();

    /// <summary>The integral of a Lagrange basis polynomial; two Gauss points are exact up to degree three.</summary>
    private static double IntegratedBasis(double[] nodes, int node, double from, double to)
    {
        var (middle, half) = ((from + to) / 2, (to - from) / 2);
        return half * (Basis(middle - half / Math.Sqrt(3)) + Basis(middle + half / Math.Sqrt(3)));

        double Basis(double sigma) =>
            nodes.Where((_, other) => other != node).Aggregate(1.0, (product, other) => product * (sigma - other) / (nodes[node] - other));
    }
}
