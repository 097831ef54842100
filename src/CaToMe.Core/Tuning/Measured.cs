namespace CaToMe.Tuning;

/// <summary>A candidate over some prompts.</summary>
/// <param name="Candidate">The settings.</param>
/// <param name="Trials">Its pictures.</param>
/// <param name="Costs">What calls take.</param>
internal sealed record Measured(Candidate Candidate, IReadOnlyList<Trial> Trials, CallCosts Costs)
{
    /// <summary>Mean likeness to the converged pictures, in dB.</summary>
    internal double Psnr => Trials.Average(t => t.Psnr);

    /// <summary>That of the worst picture.</summary>
    internal double WorstPsnr => Trials.Min(t => t.Psnr);

    /// <summary>Sampling time of a picture in seconds.</summary>
    internal double Seconds => Costs.Of(Trials[0].Calls);
}
