namespace CaToMe.Sampling;

/// <summary>Which training timesteps a run visits (Lin et al., arXiv 2305.08891, table 2).</summary>
internal enum TimestepSpacing
{
    /// <summary>Evenly, with both ends.</summary>
    Linspace,

    /// <summary>Every n-th, counted from the first.</summary>
    Leading,

    /// <summary>Every n-th, counted from the last.</summary>
    Trailing,
}
