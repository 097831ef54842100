namespace CaToMe.Sampling;

/// <summary>The timesteps of a run and how noisy the latents are at each of them.</summary>
/// <param name="Noise">The noise of the training timesteps.</param>
/// <param name="Timesteps">The timestep of each U-Net call.</param>
/// <param name="Levels">The noise level of each U-Net call; methods on a grid of σ have one more, the level they end at.</param>
/// <param name="InitialNoiseSigma">Standard deviation of the noise to begin with.</param>
internal sealed record SamplingSchedule(NoiseSchedule Noise, double[] Timesteps, NoiseLevel[] Levels, double InitialNoiseSigma)
{
    /// <summary>Calls of the whole grid, those left out at the beginning among them.</summary>
    internal int CallsInAll => FirstCall + Timesteps.Length;

    /// <summary>How many calls of the grid are left out at the beginning.</summary>
    internal int FirstCall { get; private init; }

    /// <summary>The rest of a run, from a call on.</summary>
    internal SamplingSchedule From(int call) => this with { Timesteps = Timesteps[call..], Levels = Levels[call..], FirstCall = call };

    /// <summary>Whole timesteps with their own ᾱ, each visited once: DDIM and DDPM.</summary>
    internal static SamplingSchedule Whole(SchedulerConfig config, int steps) => At(config, TimestepGrid.Whole(config, steps));

    /// <summary>Given whole timesteps with their own ᾱ: PNDM and LCM.</summary>
    internal static SamplingSchedule At(SchedulerConfig config, double[] timesteps)
    {
        var noise = new NoiseSchedule(config);
        return new SamplingSchedule(noise, timesteps, [.. timesteps.Select(t => noise.Level((int)t))], InitialNoiseSigma: 1);
    }

    /// <summary>A grid of σ with variance-exploding latents, fractional timesteps: Euler, Euler ancestral, Heun and LMS.</summary>
    internal static SamplingSchedule Exploding(SchedulerConfig config, int steps)
    {
        var noise = new NoiseSchedule(config);
        var timesteps = (config.GivenTimesteps ?? TimestepGrid.Of(config, steps)).Select(t => (double)(float)t).ToArray();
        var sigmas = SigmaGrid.At(timesteps, noise.Sigmas);
        if (config.SigmaSpacing != SigmaSpacing.Training)
        {
            sigmas = SigmaGrid.Between(config.SigmaMin ?? sigmas[^1], config.SigmaMax ?? sigmas[0], steps, config.SigmaSpacing);
            timesteps = [.. SigmaGrid.Timesteps(sigmas, noise.Sigmas).Select(t => (double)(float)t)];
        }

        var end = config.EndsAtSigmaMin ? noise.Sigmas[0] : 0;
        var levels = sigmas.Append(end).Select(s => NoiseLevel.Exploding((float)s)).ToArray();
        var largest = levels.Max(l => l.Noise);
        var initial = config.TimestepSpacing == TimestepSpacing.Leading ? Math.Sqrt(largest * largest + 1) : largest;
        return new SamplingSchedule(noise, timesteps, levels, initial);
    }

    /// <summary>A grid of σ with variance-preserving latents, whole timesteps: DPM-Solver and UniPC.</summary>
    /// <param name="config">The scheduler's settings.</param>
    /// <param name="steps">Steps of the run.</param>
    /// <param name="round">Whether timesteps of a Karras grid are rounded, not cut.</param>
    internal static SamplingSchedule Solver(SchedulerConfig config, int steps, bool round)
    {
        var noise = new NoiseSchedule(config);
        var trained = noise.Sigmas;
        var last = trained.Count(s => NoiseLevel.PreservingRatio(s).HalfLogSnr >= (config.LambdaMinClipped ?? double.NegativeInfinity));
        double[] timesteps = config.GivenTimesteps is { } given ? [.. given] : TimestepGrid.WholeWithEnd(config, steps, last);
        var sigmas = SigmaGrid.At(timesteps, trained);
        if (config.SigmaSpacing != SigmaSpacing.Training)
        {
            sigmas = SigmaGrid.Between(config.SigmaMin ?? trained[0], config.SigmaMax ?? trained[^1], steps, config.SigmaSpacing);
            round &= config.SigmaSpacing is not (SigmaSpacing.Exponential or SigmaSpacing.Beta);
            timesteps = [.. SigmaGrid.Timesteps(sigmas, trained).Select(t => round ? Math.Round(t) : Math.Truncate(t))];
        }

        var end = !config.EndsAtSigmaMin ? 0 : config.SigmaSpacing == SigmaSpacing.Training ? trained[0] : sigmas[^1];
        var levels = sigmas.Append(end).Select(s => NoiseLevel.PreservingRatio((float)s)).ToArray();
        return new SamplingSchedule(noise, timesteps, levels, InitialNoiseSigma: 1);
    }
}
