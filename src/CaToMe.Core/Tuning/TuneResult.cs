using CaToMe.Recipes;
using CaToMe.Sampling;

namespace CaToMe.Tuning;

/// <summary>What a search found.</summary>
/// <param name="Recipes">A recipe for each likeness that was asked for and reached.</param>
/// <param name="Frontier">What was measured on the prompts that took no part: plain settings, CA-ToMe and the recipes.</param>
/// <param name="Pictures">Pictures that were drawn.</param>
/// <param name="Elapsed">Time of the search.</param>
/// <param name="Unreached">What no plain run reaches, in words, so that there is no recipe for it.</param>
public sealed record TuneResult(
    IReadOnlyList<Recipe> Recipes, IReadOnlyList<FrontierPoint> Frontier, int Pictures, TimeSpan Elapsed, IReadOnlyList<string> Unreached)
{
    /// <summary>The timesteps that were found for each number of steps; null where the result was made otherwise.</summary>
    internal FoundTimesteps? Timesteps { get; init; }

    /// <summary>
    /// The time of a plain run that is as like the converged pictures, between two numbers of steps in a straight line; null where those that were
    /// measured are all less like, or all more: then a faster one might do.
    /// </summary>
    /// <param name="frontier">What was measured.</param>
    /// <param name="kind">Plain runs in which type.</param>
    /// <param name="psnr">The likeness in dB.</param>
    internal static double? PlainSeconds(IEnumerable<FrontierPoint> frontier, FrontierKind kind, double psnr)
    {
        var plain = frontier.Where(p => p.Kind == kind).OrderBy(p => p.Seconds).ToList();
        var above = plain.FindIndex(p => p.Psnr >= psnr);
        return above <= 0 ? null : plain[above - 1].Seconds + ((plain[above].Seconds - plain[above - 1].Seconds)
            * (psnr - plain[above - 1].Psnr) / (plain[above].Psnr - plain[above - 1].Psnr));
    }
}
