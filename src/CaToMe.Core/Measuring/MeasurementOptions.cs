namespace CaToMe.Measuring;

/// <summary>How a measurement is made.</summary>
public sealed record MeasurementOptions
{
    /// <summary>Timed runs per prompt and setting; the median counts. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>
    /// Whether pictures are compared with the converged one (50 steps of <c>dpm++2m</c>, nothing left out) instead of the baseline's, and fewer steps
    /// that take as long as the last setting are measured too. Default false.
    /// </summary>
    public bool Converged { get; init; }

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="OptionException">The number of repeats is less than 1.</exception>
    public MeasurementOptions Validate() => Repeats >= 1 ? this : throw new OptionException("Repeats", Repeats, "give the number of timed runs, 1 or more.");

    /// <summary>Whether each setting first draws one picture of two steps that is not counted. Default true.</summary>
    public bool WarmUp { get; init; } = true;
}
