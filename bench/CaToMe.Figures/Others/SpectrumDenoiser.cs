using CaToMe.Denoising;
using CaToMe.Sampling;
using MathNet.Numerics.LinearAlgebra;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>
/// stable-diffusion.cpp's spectrum: clean latents of some calls are forecast from those of the last six that computed, by a ridge fit of Chebyshev
/// polynomials and by a straight line, on a fixed pattern that gets sparser. Both are linear, so that it is the same before guidance and after it.
/// </summary>
/// <param name="inner">The U-Net.</param>
/// <param name="scheduler">The run's noise levels, and what the U-Net predicts; latents preserve variance.</param>
/// <param name="mended">
/// Whether its faults are mended: the fit's constant is not shrunk, places are in the logarithm of the signal-to-noise ratio over the whole run
/// instead of in fiftieths of a run, and the straight line goes as far as the step does.
/// </param>
internal sealed class SpectrumDenoiser(IDenoiser inner, DiscreteScheduler scheduler, bool mended) : IDenoiser, IDisposable
{
    private const int Degree = 3, Most = 6, WarmUp = 4;
    private const double Share = 0.4, Ridge = 1, Growth = 0.5, Stop = 0.9;

    private readonly List<(double Place, Tensor Clean)> known = [];
    private readonly SamplingSchedule schedule = scheduler.Schedule;
    private double window = 2;
    private int skipped;

    public Tensor Predict(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        var clean = scheduler.OriginalWeights[call];
        var isForecast = call >= WarmUp && call < (int)(Stop * schedule.Timesteps.Length) && (skipped + 1) % (int)window != 0;
        if (isForecast)
        {
            skipped++;
            return ((Forecast(PlaceOf(call)) - (latents * clean.Sample)) / clean.Output).MoveToOuterDisposeScope();
        }

        var prediction = inner.Predict(latents, call);
        known.Add((PlaceOf(call), ((latents * clean.Sample) + (prediction * clean.Output)).DetachFromDisposeScope()));
        if (known.Count > Most)
        {
            known[0].Clean.Dispose();
            known.RemoveAt(0);
        }

        window += call >= WarmUp ? Growth : 0;
        skipped = 0;
        return prediction.MoveToOuterDisposeScope();
    }

    public void Dispose() => known.ForEach(k => k.Clean.Dispose());

    private double PlaceOf(int call)
    {
        var (first, last) = (schedule.Levels[0].HalfLogSnr, schedule.Levels[schedule.Timesteps.Length - 1].HalfLogSnr);
        return mended ? (2 * (schedule.Levels[call].HalfLogSnr - first) / (last - first)) - 1 : (call / 50.0 * 2) - 1;
    }

    private Tensor Forecast(double place)
    {
        var weights = FitWeights(place);
        var (before, last) = (known[^2], known[^1]);
        var ahead = mended ? (place - last.Place) / (last.Place - before.Place) : 0.5;
        var line = last.Clean + ((last.Clean - before.Clean) * ahead);
        return known.Select((k, i) => k.Clean * weights[i]).Aggregate((a, b) => a + b).mul_(Share).add_(line, alpha: 1 - Share);
    }

    /// <summary>What each known value counts in the fit's value at a place.</summary>
    private Vector<double> FitWeights(double place)
    {
        var at = Matrix<double>.Build.DenseOfRows(known.Select(k => Chebyshev(k.Place)));
        var penalty = Matrix<double>.Build.DenseOfDiagonalArray([mended ? 0 : Ridge, .. Enumerable.Repeat(Ridge, Degree)]);
        var weights = ((at.Transpose() * at) + penalty).Solve(Vector<double>.Build.DenseOfEnumerable(Chebyshev(place)));
        return at * weights;
    }

    private static double[] Chebyshev(double x) => [.. Enumerable.Range(0, Degree + 1).Select(n => n switch
    {
        0 => 1,
        1 => x,
        2 => (2 * x * x) - 1,
        _ => (4 * x * x * x) - (3 * x),
    })];
}
