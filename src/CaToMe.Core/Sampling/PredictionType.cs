namespace CaToMe.Sampling;

/// <summary>What the U-Net was trained to predict.</summary>
internal enum PredictionType
{
    /// <summary>The noise ε.</summary>
    Epsilon,

    /// <summary>The velocity v = α ε - σ x₀ (Salimans and Ho, Progressive Distillation, section 4).</summary>
    Velocity,

    /// <summary>The clean latents x₀.</summary>
    Sample,
}
