namespace CaToMe.Tuning;

/// <summary>What a recipe is looked for.</summary>
public sealed record TuneOptions
{
    /// <summary>The likenesses that are aimed at where none is given, in dB.</summary>
    internal static IReadOnlyList<double> DefaultPsnr { get; } = [30, 35, 40];

    /// <summary>Prompts to find it with.</summary>
    public required IReadOnlyList<string> Prompts { get; init; }

    /// <summary>Other prompts, to measure what was found.</summary>
    public required IReadOnlyList<string> HeldOut { get; init; }

    /// <summary>
    /// Likeness to the converged pictures that recipes are to reach, in dB (mean PSNR over the prompts), from 15 to 60. Default: 30, 35 and 40.
    /// </summary>
    public IReadOnlyList<double> Psnr { get; init; } = DefaultPsnr;

    /// <summary>
    /// Times that recipes may take, as shares of the time of the model's default run, from 0.05 to 1: a recipe each, as like as can be. Default: none.
    /// </summary>
    public IReadOnlyList<double> Shares { get; init; } = [];

    /// <summary>Floating-point types to choose from. Default: <c>float32</c>.</summary>
    public IReadOnlyList<string> Dtypes { get; init; } = ["float32"];

    /// <summary>File that remembers what was measured, so that a search that was stopped goes on; null: none.</summary>
    public string? Log { get; init; }

    /// <summary>All that is aimed at, the fastest first.</summary>
    internal IReadOnlyList<TuneAim> Aims =>
        [.. Shares.Order().Select(share => new TuneAim(null, share)), .. Psnr.Order().Select(psnr => new TuneAim(psnr, null))];

    /// <summary>Checks every value.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="OptionException">A value is out of range.</exception>
    public TuneOptions Validate()
    {
        CheckAims(Psnr, Shares);
        return Prompts is not { Count: > 0 } ? throw new OptionException("Prompt", null, "give prompts to find a recipe with; two or three are enough.")
            : HeldOut is not { Count: > 0 } ? throw new OptionException("HeldOut", null, "give prompts to measure the recipe with.")
            : HeldOut.Intersect(Prompts).FirstOrDefault() is { } both
                ? throw new OptionException("HeldOut", both, "it is among the prompts that the recipe is found with: give another.")
            : this;
    }

    /// <summary>What is aimed at, checked, which can be done before a model is loaded.</summary>
    /// <param name="psnr">Likenesses that were given; none where times were given alone.</param>
    /// <param name="shares">Times that were given.</param>
    /// <exception cref="OptionException">A value is out of range.</exception>
    internal static (IReadOnlyList<double> Psnr, IReadOnlyList<double> Shares) Aimed(IReadOnlyList<double>? psnr, IReadOnlyList<double>? shares)
    {
        var times = shares ?? [];
        var likenesses = psnr is { Count: > 0 } ? psnr : times.Count > 0 ? [] : DefaultPsnr;
        CheckAims(likenesses, times);
        return (likenesses, times);
    }

    private static void CheckAims(IReadOnlyList<double>? psnr, IReadOnlyList<double>? shares)
    {
        if (psnr is not { Count: > 0 } && shares is not { Count: > 0 })
        {
            throw new OptionException("Psnr", null, "give a likeness to reach in dB, such as 35, or a share of the time.");
        }

        foreach (var likeness in (psnr ?? []).Where(p => p is not (>= 15 and <= 60)))
        {
            throw new OptionException("Psnr", likeness, "give a likeness from 15 to 60 dB.");
        }

        foreach (var share in (shares ?? []).Where(s => s is not (>= 0.05 and <= 1)))
        {
            throw new OptionException("Share", share, "give a share of the time from 0.05 to 1.");
        }
    }
}
