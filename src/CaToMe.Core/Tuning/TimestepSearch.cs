using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Tuning;

/// <summary>
/// Finds the timesteps whose steps of a second-order multistep method stay nearest to a fine run, by dynamic programming (GITS, arXiv
/// 2405.11326, which does so for Euler's). It needs no U-Net calls beside that run.
/// </summary>
internal sealed class TimestepSearch
{
    private readonly double[] lambdas, signals, noises, timesteps;
    private readonly double[,] products; // of all latents x_0 .. x_n, then all predictions x0_0 .. x0_(n-1), summed over the runs
    private readonly int nodes;

    /// <summary>Learns fine runs.</summary>
    /// <param name="schedule">Their timesteps and noise levels; the last level is clean.</param>
    /// <param name="runs">The latents before the first step and after each, [n + 1, d], of some runs.</param>
    internal TimestepSearch(SamplingSchedule schedule, IReadOnlyList<Tensor> runs)
    {
        nodes = schedule.Timesteps.Length;
        timesteps = schedule.Timesteps;
        lambdas = [.. schedule.Levels.Select(level => level.HalfLogSnr)];
        signals = [.. schedule.Levels.Select(level => level.Signal)];
        noises = [.. schedule.Levels.Select(level => level.Noise)];
        products = new double[(2 * nodes) + 1, (2 * nodes) + 1];
        foreach (var run in runs)
        {
            Add(run);
        }
    }

    /// <summary>The best timesteps.</summary>
    /// <param name="steps">How many, at least 2.</param>
    internal IReadOnlyList<double> Best(int steps)
    {
        // best[h, i]: the least error of any way that comes to node i from node h with so many steps; came: where that way came from to h.
        var best = Filled();
        var came = new List<int[,]>();
        for (var i = 1; i <= nodes; i++)
        {
            best[0, i] = ErrorOf(0, 0, i);
        }

        for (var step = 2; step <= steps; step++)
        {
            var (next, from) = (Filled(), new int[nodes + 1, nodes + 1]);
            for (var i = 1; i < nodes; i++)
            {
                for (var h = 0; h < i; h++)
                {
                    for (var j = i + 1; j <= nodes && best[h, i] < double.MaxValue; j++)
                    {
                        var error = best[h, i] + ErrorOf(j == nodes ? i : h, i, j); // the last step is of first order
                        if (error < next[i, j])
                        {
                            (next[i, j], from[i, j]) = (error, h);
                        }
                    }
                }
            }

            best = next;
            came.Add(from);
        }

        var way = new Stack<int>();
        var (last, end) = (Enumerable.Range(0, nodes).MinBy(h => best[h, nodes]), nodes);
        for (var step = came.Count - 1; step >= 0; step--)
        {
            way.Push(last);
            (last, end) = (came[step][last, end], last);
        }

        way.Push(last);
        return [.. way.Select(node => timesteps[node])];
    }

    private double[,] Filled()
    {
        var filled = new double[nodes + 1, nodes + 1];
        for (var i = 0; i <= nodes; i++)
        {
            for (var j = 0; j <= nodes; j++)
            {
                filled[i, j] = double.MaxValue;
            }
        }

        return filled;
    }

    /// <summary>The products of all latents and predictions of a run with each other.</summary>
    private void Add(Tensor run)
    {
        using var scope = NewDisposeScope();
        var x = run.to(ScalarType.Float64).flatten(1); // [n + 1, d]
        var predictions = Enumerable.Range(0, nodes).Select(i =>
        {
            var decay = Decay(i, i + 1);
            return (x[i + 1] - (x[i] * (noises[i + 1] / noises[i]))) / -(signals[i + 1] * decay); // what a step of first order took for x0
        });
        var all = cat([x, stack(predictions)]);
        var squares = all.matmul(all.t()).data<double>().ToArray();
        var count = (2 * nodes) + 1;
        for (var i = 0; i < squares.Length; i++)
        {
            products[i / count, i % count] += squares[i];
        }
    }

    /// <summary>
    /// How far a step from i to j, after one from h to i, ends from the fine run, on latents whose variance is 1 at every noise level: errors
    /// fade on the way to the picture as they would for a Gaussian.
    /// </summary>
    private double ErrorOf(int h, int i, int j)
    {
        var phi = -signals[j] * Decay(i, j);
        var second = h == i || j == nodes ? 0 : phi / 2 * (lambdas[j] - lambdas[i]) / (lambdas[i] - lambdas[h]);
        Span<(int Vector, double Weight)> terms =
            [(j, -1), (i, noises[j] / noises[i]), (nodes + 1 + i, phi + second), (nodes + 1 + h, -second)];
        var sum = 0.0;
        foreach (var (a, weightA) in terms)
        {
            foreach (var (b, weightB) in terms)
            {
                sum += weightA * weightB * products[a, b];
            }
        }

        return Math.Sqrt(Math.Max(sum, 0) / ((signals[j] * signals[j]) + (noises[j] * noises[j])));
    }

    private double Decay(int from, int to) => double.IsInfinity(lambdas[to]) ? -1 : Math.Exp(-(lambdas[to] - lambdas[from])) - 1;
}
