using CaToMe.Measuring;

namespace CaToMe.Tool.Output;

/// <summary>What <c>compare --json</c> says of one prompt under one setting.</summary>
internal sealed class ComparisonRecord(MergeMeasurementRecord record, string? grid) : SettingsRecord(record.Result.Request)
{
    public string Label => record.Setting.Label;

    /// <summary>Median time of a run.</summary>
    public double ElapsedSeconds => record.Elapsed.TotalSeconds;

    /// <summary>Of which in the sampling loop, in the last run.</summary>
    public double SamplingSeconds => record.Result.SamplingTime.TotalSeconds;

    /// <summary>Against the baseline.</summary>
    public double SpeedUp => record.SpeedUp;

    /// <summary>Share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergedShare => record.MergedShare;

    /// <summary>How often a block computed its pairs.</summary>
    public int Computed => record.Result.Statistics.Computed;

    /// <summary>How often a block used cached pairs again.</summary>
    public int Reused => record.Result.Statistics.Reused;

    /// <summary>Against the baseline, in dB; null where the pictures are equal.</summary>
    public double? Psnr => double.IsFinite(record.Psnr) ? record.Psnr : null;

    public double Ssim => record.Ssim;

    public IReadOnlyList<string> Warnings => record.Result.Warnings;

    public string Model => record.Result.Model.Name;

    public string ModelHash => record.Result.Model.Hash;

    public string Device => record.Result.Model.Device;

    public string Dtype => record.Result.Model.Dtype;

    /// <summary>The file that shows the pictures side by side; null where the comparison ended before it was written.</summary>
    public string? Grid => grid is null ? null : Path.GetFullPath(grid);
}
