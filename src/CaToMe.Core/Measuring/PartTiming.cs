namespace CaToMe.Measuring;

/// <summary>How long a part of a U-Net call takes by one way of computing it.</summary>
/// <param name="Part">What is computed, with its sizes.</param>
/// <param name="Dtype">In which type.</param>
/// <param name="Route">By which way.</param>
/// <param name="IsChosen">Whether this machine takes this way.</param>
/// <param name="Seconds">Median time of one.</param>
/// <param name="Operations">Additions and multiplications of one.</param>
public sealed record PartTiming(string Part, string Dtype, string Route, bool IsChosen, double Seconds, double Operations)
{
    /// <summary>Billions of additions and multiplications in a second.</summary>
    public double GigaflopsPerSecond => Operations / Seconds / 1e9;
}
