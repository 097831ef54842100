using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe;

/// <summary>One prompt under one setting, compared with the same prompt and seed without merging.</summary>
public sealed class TokenMergingMeasurement
{
    internal TokenMergingMeasurement(MergeMeasurementRecord record, string model) => (Record, Model) = (record, model);

    /// <summary>What was drawn.</summary>
    public string Prompt => Record.Result.Request.Prompt;

    /// <summary>The setting's name in tables and figures.</summary>
    public string Setting => Record.Setting.Label;

    /// <summary>Seed of the noise.</summary>
    public long Seed => Record.Result.Request.Seed;

    /// <summary>What was kept away from.</summary>
    public string NegativePrompt => Record.Result.Request.NegativePrompt;

    /// <summary>Sampling steps.</summary>
    public int Steps => Record.Result.Request.Steps;

    /// <summary>Width and height in pixels.</summary>
    public ImageSize Size => new(Record.Result.Images[0].Width, Record.Result.Images[0].Height);

    /// <summary>Guidance scale.</summary>
    public double? GuidanceScale => Record.Result.Request.GuidanceScale;

    /// <summary>Sampler.</summary>
    public string? Sampler => Record.Result.Request.Sampler;

    /// <summary>Text encoder layers left out.</summary>
    public int ClipSkip => Record.Result.Request.ClipSkip ?? 0;

    /// <summary>Whether it was decoded in tiles.</summary>
    public VaeTiling VaeTiling => Record.Result.Request.VaeTiling;

    /// <summary>Pictures in the batch.</summary>
    public int Batch => Record.Result.Request.Batch;

    /// <summary>The model that drew it, by its name in the session.</summary>
    public string Model { get; }

    /// <summary>The device that drew it.</summary>
    public string Device => Record.Result.Model.Device;

    /// <summary>The floating-point type that it was drawn in.</summary>
    public string Dtype => Record.Result.Model.Dtype;

    /// <summary>How tokens were merged; its text is a value for -Merge.</summary>
    public MergeOptions Merge => Record.Setting.Options;

    /// <summary>Median time of a run.</summary>
    public TimeSpan Elapsed => Record.Elapsed;

    /// <summary>Times as fast as without merging: above 1 is faster.</summary>
    public double SpeedUp => Record.SpeedUp;

    /// <summary>Peak signal-to-noise ratio against the picture without merging, in dB; infinite when they are equal.</summary>
    public double Psnr => Record.Psnr;

    /// <summary>Structural similarity to the picture without merging, 1 when they are equal.</summary>
    public double Ssim => Record.Ssim;

    /// <summary>Realised merge ratio: share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergeRatio => Record.MergedShare;

    /// <summary>Share of the sampling time that went into matching tokens, 0 to 1; null on a graphics card.</summary>
    public double? MatchingShare => Record.Result.MatchingShare;

    /// <summary>Share of the sampling time that went into self-attention, 0 to 1; null on a graphics card.</summary>
    public double? AttentionShare => Record.Result.AttentionShare;

    /// <summary>How often a block used cached pairs again.</summary>
    public int CacheHits => Record.Result.Statistics.Reused;

    /// <summary>The record with both pictures, for Export-TokenMergingFigure.</summary>
    internal MergeMeasurementRecord Record { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Prompt}: {Setting}";
}
