namespace CaToMe.Sampling;

/// <summary>
/// How noisy latents are: x = Signal · x₀ + Noise · ε. The U-Net sees InputScale · x, whose variance is one.
/// </summary>
internal readonly record struct NoiseLevel(double Signal, double Noise, double InputScale)
{
    /// <summary>λ, half the logarithm of the signal-to-noise ratio; infinite for clean latents.</summary>
    internal double HalfLogSnr => Math.Log(Signal) - Math.Log(Noise);

    /// <summary>Variance-preserving: x = √ᾱ x₀ + √(1 - ᾱ) ε.</summary>
    internal static NoiseLevel Preserving(double alphaBar) => new(Math.Sqrt(alphaBar), Math.Sqrt(1 - alphaBar), 1);

    /// <summary>Variance-preserving, from the ratio σ of noise to signal.</summary>
    internal static NoiseLevel PreservingRatio(double sigma)
    {
        var signal = 1 / Math.Sqrt(sigma * sigma + 1);
        return new NoiseLevel(signal, sigma * signal, 1);
    }

    /// <summary>Variance-exploding: x = x₀ + σ ε.</summary>
    internal static NoiseLevel Exploding(double sigma) => new(1, sigma, 1 / Math.Sqrt(sigma * sigma + 1));

    /// <summary>The clean latents x₀ as the U-Net's output implies them.</summary>
    internal OutputWeights OriginalWeights(PredictionType type) => type switch
    {
        PredictionType.Epsilon => new(1 / Signal, -Noise / Signal),
        PredictionType.Velocity => new(Signal * InputScale * InputScale, -Noise * InputScale),
        _ => new(0, 1),
    };

    /// <summary>The noise ε as the U-Net's output implies it; where variance explodes it is the slope dx/dσ.</summary>
    internal OutputWeights EpsilonWeights(PredictionType type) => type switch
    {
        PredictionType.Epsilon => new(0, 1),
        PredictionType.Velocity => new(Noise * InputScale * InputScale, Signal * InputScale),
        _ => new(1 / Noise, -Signal / Noise),
    };
}
