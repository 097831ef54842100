using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>
/// The noise of the training timesteps: ᾱ_t, the product of 1 - β up to t. Computed in float32 by libtorch's
/// operations as in diffusers (its square root is not MathF's): a Karras grid gives the same timesteps only with the same rounding.
/// </summary>
internal sealed class NoiseSchedule
{
    /// <summary>Stands for a signal of zero where a finite σ is needed: the smallest float16.</summary>
    private const float SmallestSignal = 1f / (1 << 24);

    private readonly float[] alphaBars;
    private readonly double alphaBarAtEnd;

    internal NoiseSchedule(SchedulerConfig config)
    {
        using var scope = NewDisposeScope();
        var betas = Betas(config);
        var alphaBar = (1 - (config.RescaleBetasZeroSnr ? WithZeroTerminalSnr(betas) : betas)).cumprod(0);
        alphaBars = alphaBar.data<float>().ToArray();
        if (config.PredictionType == PredictionType.Epsilon && alphaBars[^1] == 0)
        {
            var (cause, remedy) = config.RescaleBetasZeroSnr
                ? ("rescale_betas_zero_snr true", "rescale_betas_zero_snr to false")
                : ("betas that leave no signal", "its betas to those of training");
            throw new ModelException(
                $"scheduler_config.json has prediction_type epsilon and {cause}: at its last timestep there is noise alone, and that says nothing of "
                + $"the picture. Set prediction_type to v_prediction if the model was trained so, or {remedy}.");
        }

        alphaBarAtEnd = config.SetAlphaToOne ? 1 : alphaBars[0];
        alphaBar.masked_fill_(alphaBar.eq(0), SmallestSignal);
        Sigmas = ((1 - alphaBar) / alphaBar).sqrt().data<float>().ToArray();
    }

    /// <summary>√((1 - ᾱ) / ᾱ) of each training timestep, rising.</summary>
    internal float[] Sigmas { get; }

    /// <summary>ᾱ at a training timestep; before the first one, what <c>set_alpha_to_one</c> says.</summary>
    internal double AlphaBar(int timestep) => timestep < 0 ? alphaBarAtEnd : alphaBars[timestep];

    /// <summary>The variance-preserving level of a training timestep.</summary>
    internal NoiseLevel Level(int timestep) => NoiseLevel.Preserving(AlphaBar(timestep));

    private static Tensor Betas(SchedulerConfig config)
    {
        if (config.TrainedBetas is { } trained)
        {
            return tensor(trained);
        }

        return config.BetaSchedule switch
        {
            BetaSchedule.Linear => linspace(config.BetaStart, config.BetaEnd, config.NumTrainTimesteps, ScalarType.Float32),
            BetaSchedule.ScaledLinear =>
                linspace(Math.Sqrt(config.BetaStart), Math.Sqrt(config.BetaEnd), config.NumTrainTimesteps, ScalarType.Float32).square(),
            _ => tensor(CosineBetas(config.NumTrainTimesteps)),
        };
    }

    /// <summary>The cosine schedule (Nichol and Dhariwal, Improved DDPM, equation 17), β capped at 0.999.</summary>
    private static float[] CosineBetas(int count)
    {
        double AlphaBar(int i) => Math.Pow(Math.Cos(((double)i / count + 0.008) / 1.008 * Math.PI / 2), 2);
        return [.. Enumerable.Range(0, count).Select(i => (float)Math.Min(1 - AlphaBar(i + 1) / AlphaBar(i), 0.999))];
    }

    /// <summary>Shifts and scales √ᾱ so that the last timestep is noise alone (Lin et al., arXiv 2305.08891, algorithm 1).</summary>
    private static Tensor WithZeroTerminalSnr(Tensor betas)
    {
        var root = (1 - betas).cumprod(0).sqrt();
        var (first, last) = (root[0].clone(), root[-1].clone());
        var alphaBar = root.sub_(last).mul_(first / (first - last)).square();
        var alphas = alphaBar[TensorIndex.Slice(1)] / alphaBar[TensorIndex.Slice(stop: -1)];
        return 1 - cat([alphaBar[TensorIndex.Slice(0, 1)], alphas]);
    }
}
