using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Reporting;

namespace CaToMe;

/// <summary>One setting over all pictures of a study: means, each with its interval of 95 %.</summary>
public sealed class TokenMergingStudySetting
{
    private readonly SettingSummary summary;

    internal TokenMergingStudySetting(SettingSummary summary, string folder) => (this.summary, Study) = (summary, folder);

    /// <summary>The study's results folder.</summary>
    public string Study { get; }

    /// <summary>The setting's name.</summary>
    public string Setting => summary.Setting;

    /// <summary>How tokens were merged; its text is a value for -Merge.</summary>
    public MergeOptions Merge => summary.Merge;

    /// <summary>Sampler, steps and size.</summary>
    public string Sampling => summary.Sampling;

    /// <summary>How many pictures it is of.</summary>
    public int Pictures => summary.Pictures;

    /// <summary>Time of a picture.</summary>
    public TimeSpan Elapsed => TimeSpan.FromSeconds(summary.Seconds.Mean);

    /// <summary>Lower end of its interval; null with fewer than two pictures, as all ends.</summary>
    public TimeSpan? ElapsedLow => Time(summary.Seconds.Low);

    /// <summary>Upper end of its interval.</summary>
    public TimeSpan? ElapsedHigh => Time(summary.Seconds.High);

    /// <summary>Times as fast as the setting baseline, over the same prompts and seeds; null where there is none.</summary>
    public double? SpeedUp => Mean(summary.SpeedUp);

    /// <summary>Lower end of its interval.</summary>
    public double? SpeedUpLow => summary.SpeedUp.Low;

    /// <summary>Upper end of its interval.</summary>
    public double? SpeedUpHigh => summary.SpeedUp.High;

    /// <summary>Peak signal-to-noise ratio against the baseline's pictures, in dB; null where there are none, or all are equal.</summary>
    public double? Psnr => Mean(summary.Psnr);

    /// <summary>Lower end of its interval.</summary>
    public double? PsnrLow => summary.Psnr.Low;

    /// <summary>Upper end of its interval.</summary>
    public double? PsnrHigh => summary.Psnr.High;

    /// <summary>Structural similarity to the baseline's pictures; null where there are none.</summary>
    public double? Ssim => Mean(summary.Ssim);

    /// <summary>Lower end of its interval.</summary>
    public double? SsimLow => summary.Ssim.Low;

    /// <summary>Upper end of its interval.</summary>
    public double? SsimHigh => summary.Ssim.High;

    /// <summary>Realised merge ratio: share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergeRatio => summary.MergedShare;

    /// <inheritdoc/>
    public override string ToString() => Setting;

    private static double? Mean(Interval interval) => interval.Count == 0 ? null : interval.Mean;

    private static TimeSpan? Time(double? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
