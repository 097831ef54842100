using MathNet.Numerics.Distributions;

namespace CaToMe.Sampling;

/// <summary>The noise levels σ that a run visits, and the timesteps that belong to them.</summary>
internal static class SigmaGrid
{
    /// <summary>σ at the timesteps, between two training timesteps by linear interpolation.</summary>
    internal static double[] At(double[] timesteps, float[] trained) => [.. timesteps.Select(t => At(t, trained))];

    /// <summary>Falling σ between two ends.</summary>
    internal static double[] Between(double smallest, double largest, int steps, SigmaSpacing spacing)
    {
        const double Rho = 7, Shape = 0.6;
        return spacing switch
        {
            SigmaSpacing.Karras => [.. Line(Math.Pow(largest, 1 / Rho), Math.Pow(smallest, 1 / Rho)).Select(s => Math.Pow(s, Rho))],
            SigmaSpacing.Beta => [.. Line(1, 0).Select(share => smallest + Beta.InvCDF(Shape, Shape, share) * (largest - smallest))],
            _ => [.. Line(Math.Log(largest), Math.Log(smallest)).Select(Math.Exp)],
        };

        IEnumerable<double> Line(double from, double to) =>
            Enumerable.Range(0, steps).Select(i => from + (steps == 1 ? 0 : i / (steps - 1.0)) * (to - from));
    }

    /// <summary>The timesteps of σ, by linear interpolation of log σ over the training timesteps.</summary>
    internal static IEnumerable<double> Timesteps(IEnumerable<double> sigmas, float[] trained)
    {
        var logarithms = Array.ConvertAll(trained, SingleLog.Of);
        return sigmas.Select(s => Timestep(Math.Log(Math.Max(s, 1e-10)), logarithms));
    }

    private static double At(double timestep, float[] trained)
    {
        var below = (int)timestep;
        return timestep == below ? trained[below] : trained[below] + ((double)trained[below + 1] - trained[below]) * (timestep - below);
    }

    private static double Timestep(double logarithm, float[] logarithms)
    {
        var below = Math.Clamp(Array.FindLastIndex(logarithms, l => l <= logarithm), 0, logarithms.Length - 2);
        var (low, high) = (logarithms[below], logarithms[below + 1]);
        var weight = Math.Clamp((low - logarithm) / (low - high), 0, 1);
        return (1 - weight) * below + weight * (below + 1);
    }
}
