namespace CaToMe.Sampling;

/// <summary>How β grows over the training timesteps.</summary>
internal enum BetaSchedule
{
    /// <summary>Evenly.</summary>
    Linear,

    /// <summary>Evenly in its square root: Stable Diffusion's.</summary>
    ScaledLinear,

    /// <summary>So that ᾱ is a squared cosine.</summary>
    Cosine,
}
