using CaToMe.Denoising;
using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>
/// Calls by drift, with two thresholds (X-Slim, arXiv 2512.12604): how far the latents moved since the last whole call adds up. Below the first
/// threshold, clean latents are continued in a straight line; below the second, the prompted half is computed alone and guidance kept; above it, the
/// whole call is made. Latents are compared after the Wiener filter of the noise level, so that noise counts for little (SeaCache, arXiv 2602.18993).
/// </summary>
/// <param name="inner">The U-Net, both halves at once or the prompted one alone.</param>
/// <param name="scheduler">The run's noise levels, and what the U-Net predicts; latents preserve variance.</param>
/// <param name="warn">The first threshold.</param>
/// <param name="critical">The second.</param>
internal sealed class DriftingCalls(IDenoiser inner, DiscreteScheduler scheduler, double warn, double critical) : IDenoiser, IDisposable
{
    private readonly NoiseLevel[] levels = scheduler.Schedule.Levels;
    private readonly int calls = scheduler.Schedule.Timesteps.Length;
    private readonly List<(double Place, Tensor Clean)> known = []; // of the last two calls that computed, [2 B, 4, h, w]
    private Tensor? filtered, apart;
    private double moved;

    public Tensor Predict(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        var weights = scheduler.OriginalWeights[call];
        moved += Moved(latents.chunk(2)[^1], levels[call]);
        if (IsGuarded(call) || known.Count < 2 || moved >= critical)
        {
            moved = 0;
            var whole = inner.Predict(latents, call);
            var halves = whole.chunk(2);
            Replace(ref apart, halves[1] - halves[0]);
            return Computed(latents, whole, weights, call).MoveToOuterDisposeScope();
        }

        if (moved >= warn)
        {
            var prompted = inner.Predict(latents.chunk(2)[^1], call);
            return Computed(latents, cat([prompted - apart!, prompted]), weights, call).MoveToOuterDisposeScope();
        }

        var ((before, first), (last, second)) = (known[0], known[1]);
        var clean = second + ((second - first) * ((levels[call].HalfLogSnr - last) / (last - before)));
        return ((clean - (latents * weights.Sample)) / weights.Output).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        known.ForEach(k => k.Clean.Dispose());
        filtered?.Dispose();
        apart?.Dispose();
    }

    /// <summary>The first calls decide what a picture shows, and the last how sharp it is.</summary>
    private bool IsGuarded(int call) => call <= calls / 4 || call == calls - 1;

    private Tensor Computed(Tensor latents, Tensor prediction, OutputWeights weights, int call)
    {
        known.Add((levels[call].HalfLogSnr, ((latents * weights.Sample) + (prediction * weights.Output)).DetachFromDisposeScope()));
        if (known.Count > 2)
        {
            known[0].Clean.Dispose();
            known.RemoveAt(0);
        }

        return prediction;
    }

    /// <summary>The mean change of the filtered latents since the call before, as a share of their mean.</summary>
    private double Moved(Tensor latents, NoiseLevel level)
    {
        var next = Filtered(latents, level);
        var change = filtered is null ? 0 : ((next - filtered).abs().mean() / filtered.abs().mean()).item<float>();
        Replace(ref filtered, next);
        return change;
    }

    /// <summary>The clean latents that are most likely where their power falls with the square of the frequency and their variance is 1.</summary>
    private static Tensor Filtered(Tensor latents, NoiseLevel level)
    {
        var (height, width) = (latents.shape[^2], latents.shape[^1]);
        var squares = fft.fftfreq(height).square().unsqueeze(1) + fft.fftfreq(width).square().unsqueeze(0); // [h, w]
        var power = 1 / squares.clamp(1.0 / (Math.Max(height, width) * Math.Max(height, width)));
        power /= power.mean();
        var gain = level.Signal * power / ((level.Signal * level.Signal * power) + (level.Noise * level.Noise));
        return fft.ifft2(fft.fft2(latents) * gain).real;
    }

    private static void Replace(ref Tensor? kept, Tensor next)
    {
        kept?.Dispose();
        kept = next.clone().DetachFromDisposeScope();
    }
}
