using CaToMe.Denoising;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>
/// stable-diffusion.cpp's ucache: a U-Net call is left out while the change of its output, as estimated from the change of its input, is small;
/// the last difference of output and input takes its place. The prompted half decides for both.
/// </summary>
/// <param name="inner">The U-Net, both halves at once.</param>
/// <param name="calls">Calls of the run.</param>
/// <param name="threshold">What the estimate has to stay below; stable-diffusion.cpp has 1.</param>
/// <param name="accumulates">
/// Whether estimates add up, as in stable-diffusion.cpp, although each already counts from the last call that computed.
/// </param>
internal sealed class UCacheDenoiser(IDenoiser inner, int calls, double threshold = 1, bool accumulates = true) : IDenoiser, IDisposable
{
    private const double From = 0.15, To = 0.95, NormGain = 1.6;

    private Tensor? input, output, difference; // of the last call that computed; the first two of the prompted half
    private double? rate, meanChange;
    private double outputNorm, error;
    private int computed, skipped;

    public Tensor Predict(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        var isActive = call >= (int)(From * calls) && call < (int)(To * calls);
        var prompted = latents.chunk(2)[^1];
        var moved = isActive && input is not null ? MeanOf(prompted - input) : (double?)null;
        if (moved is { } distance && rate is { } known && LeavesOut(known * distance))
        {
            return (latents + difference!).MoveToOuterDisposeScope();
        }

        var prediction = inner.Predict(latents, call);
        if (isActive)
        {
            Learn(prompted, prediction.chunk(2)[^1], moved);
            Keep(ref difference, prediction - latents);
        }

        return prediction.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        input?.Dispose();
        output?.Dispose();
        difference?.Dispose();
    }

    private bool LeavesOut(double change)
    {
        var scale = Math.Sqrt(outputNorm * Math.Max((meanChange ?? outputNorm / NormGain) * NormGain, 1e-6));
        var estimate = change / scale * (1 + (0.5 * skipped));
        error = accumulates ? error + estimate : estimate;
        var done = (double)computed / calls;
        if (error < threshold * (done < 0.2 ? 0.5 : done > 0.8 ? 1.5 : 1))
        {
            skipped++;
            return true;
        }

        error = 0;
        return false;
    }

    private void Learn(Tensor from, Tensor to, double? moved)
    {
        (computed, skipped, outputNorm) = (computed + 1, 0, MeanOf(to));
        if (output is not null && MeanOf(to - output) is > 0 and var change)
        {
            meanChange = meanChange is { } before ? (0.8 * before) + (0.2 * change) : change;
            rate = moved is > 0 and var distance ? change / distance : rate;
        }

        Keep(ref input, from);
        Keep(ref output, to);
    }

    private static void Keep(ref Tensor? kept, Tensor next)
    {
        kept?.Dispose();
        kept = next.clone().DetachFromDisposeScope();
    }

    private static double MeanOf(Tensor x) => x.abs().mean().item<float>();
}
