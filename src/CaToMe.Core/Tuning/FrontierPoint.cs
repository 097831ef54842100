namespace CaToMe.Tuning;

/// <summary>A setting in the plane of time and likeness, over the prompts that took no part in the search.</summary>
/// <param name="Kind">What it belongs to.</param>
/// <param name="Label">The setting, in words.</param>
/// <param name="Seconds">Sampling time of a picture, the median.</param>
/// <param name="Psnr">Mean likeness to the converged pictures, in dB.</param>
/// <param name="WorstPsnr">That of the worst picture, in dB.</param>
public sealed record FrontierPoint(FrontierKind Kind, string Label, double Seconds, double Psnr, double WorstPsnr);

/// <summary>What a point of the frontier belongs to.</summary>
public enum FrontierKind
{
    /// <summary>The best sampler and timesteps for a number of steps, with nothing left out.</summary>
    Plain,

    /// <summary>The same in the type that recipes load the model in, where that is not the model's own.</summary>
    PlainInType,

    /// <summary>CA-ToMe with its recommended settings, on these.</summary>
    CaToMe,

    /// <summary>A recipe that was found.</summary>
    Recipe,
}
