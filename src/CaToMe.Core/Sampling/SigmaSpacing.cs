namespace CaToMe.Sampling;

/// <summary>Which noise levels a run visits.</summary>
internal enum SigmaSpacing
{
    /// <summary>Those of its timesteps.</summary>
    Training,

    /// <summary>Evenly in σ^(1/7) (Karras et al., arXiv 2206.00364, equation 5).</summary>
    Karras,

    /// <summary>Evenly in log σ.</summary>
    Exponential,

    /// <summary>At evenly spread quantiles of the Beta(0.6, 0.6) distribution (Lee et al., arXiv 2407.12173).</summary>
    Beta,

    /// <summary>Evenly in λ, with whole timesteps (Lu et al., arXiv 2206.00927).</summary>
    Lu,
}
