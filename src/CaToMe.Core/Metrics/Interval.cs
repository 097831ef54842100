namespace CaToMe.Metrics;

/// <summary>A mean and where it would lie in other samples of the same kind.</summary>
/// <param name="Mean">The mean; not a number without values.</param>
/// <param name="Low">Lower end of the interval; null with fewer than two values.</param>
/// <param name="High">Upper end; null with fewer than two values.</param>
/// <param name="Count">How many values it is of.</param>
public sealed record Interval(double Mean, double? Low, double? High, int Count)
{
    /// <summary>Whether the whole interval is on one side of zero: for a difference, that it is more than chance.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}
