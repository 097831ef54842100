using System.Globalization;

namespace CaToMe.Tuning;

/// <summary>What a recipe is to reach: a likeness, in as little time as it can, or a time, with as much likeness as it can.</summary>
/// <param name="Psnr">The likeness to the converged pictures, mean PSNR in dB; null where a time is given.</param>
/// <param name="Share">The time, as a share of that of the model's default run; null where a likeness is given.</param>
internal sealed record TuneAim(double? Psnr, double? Share)
{
    /// <summary>The name of the recipe.</summary>
    internal string Name => this switch
    {
        { Share: { } share } => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#}percent"),
        { Psnr: 30 } => "fast",
        { Psnr: 35 } => "balanced",
        { Psnr: 40 } => "quality",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Psnr:0.#}dB"),
    };

    /// <summary>In words.</summary>
    public override string ToString() => Share is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} % of the time")
        : string.Create(CultureInfo.InvariantCulture, $"{Psnr:0.#} dB");
}
