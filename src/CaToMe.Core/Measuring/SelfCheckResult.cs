namespace CaToMe.Measuring;

/// <summary>What a self-check found.</summary>
/// <param name="Difference">The largest difference from the recorded latents, in their standard deviations.</param>
/// <param name="Limit">The largest that passes.</param>
/// <param name="Elapsed">Time of the picture, without loading.</param>
public sealed record SelfCheckResult(double Difference, double Limit, TimeSpan Elapsed)
{
    /// <summary>Whether this machine computes the right numbers. What is not a number does not pass.</summary>
    public bool Passed => Difference <= Limit;
}
