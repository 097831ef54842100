using CaToMe.Requests;

namespace CaToMe.Measuring;

/// <summary>One prompt under one setting, against the same prompt and seed without merging.</summary>
public sealed record MergeMeasurementRecord
{
    /// <summary>The setting.</summary>
    public required MergeSetting Setting { get; init; }

    /// <summary>The run that was timed (the last repeat).</summary>
    public required GenerationResult Result { get; init; }

    /// <summary>The baseline's run for the same prompt and seed; <see cref="Result"/> itself for the baseline.</summary>
    public required GenerationResult Baseline { get; init; }

    /// <summary>Median time of a run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Median time of the baseline's run divided by this one's: above 1 is faster.</summary>
    public required double SpeedUp { get; init; }

    /// <summary>
    /// Peak signal-to-noise ratio against the baseline's picture (or the converged one), in dB: the mean over the pictures of a batch, infinite when
    /// one is equal.
    /// </summary>
    public required double Psnr { get; init; }

    /// <summary>
    /// Structural similarity to the baseline's picture (or the converged one), 1 when they are equal: the mean over the pictures of a batch.
    /// </summary>
    public required double Ssim { get; init; }

    /// <summary>Share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergedShare => Result.Statistics.MergedShare;
}
