namespace CaToMe.Reuse;

/// <summary>What one U-Net call of a run computes. What it does not compute is continued from earlier calls.</summary>
/// <param name="Timestep">Its timestep.</param>
internal sealed record PlannedCall(double Timestep)
{
    /// <summary>Whether the U-Net is called at all.</summary>
    internal bool Predicts { get; init; } = true;

    /// <summary>Where the prediction without the prompt comes from.</summary>
    internal GuidanceSource Guidance { get; init; }

    /// <summary>Whether the U-Net's deeper layers are computed.</summary>
    internal bool IsDeep { get; init; } = true;
}
