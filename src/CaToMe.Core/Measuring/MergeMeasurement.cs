using CaToMe.Merging;

namespace CaToMe.Measuring;

/// <summary>A way of merging that is measured, under the name it has in tables and figures.</summary>
/// <param name="Label">Such as <c>baseline</c>, <c>ToMe r = 50 %</c>, <c>CA-ToMe t = 0.95</c>.</param>
/// <param name="Options">How tokens are merged.</param>
public sealed record MergeSetting(string Label, MergeOptions Options);

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

    /// <summary>Peak signal-to-noise ratio against the baseline's picture, in dB; infinite when they are equal.</summary>
    public required double Psnr { get; init; }

    /// <summary>Structural similarity to the baseline's picture, 1 when they are equal.</summary>
    public required double Ssim { get; init; }

    /// <summary>Share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergedShare => Result.Statistics.MergedShare;
}

/// <summary>How a measurement is made.</summary>
public sealed record MeasurementOptions
{
    /// <summary>Timed runs per prompt and setting; the median counts. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Whether each setting first draws one picture that is not counted. Default true.</summary>
    public bool WarmUp { get; init; } = true;
}

/// <summary>Runs prompts under several settings with the same seeds and compares each with the baseline.</summary>
/// <param name="pipeline">The model.</param>
public sealed class MergeMeasurement(DiffusionPipeline pipeline)
{
    /// <summary>Measures. The baseline (no merging) always runs, first, whether it is among the settings or not.</summary>
    /// <param name="requests">What to draw; their own merge options are not used.</param>
    /// <param name="settings">The settings, in the order of the records.</param>
    /// <param name="options">Repeats and warm-up; null takes the defaults.</param>
    /// <param name="progress">Told how far the run in progress is.</param>
    /// <param name="cancellationToken">Stops at the next U-Net call.</param>
    /// <returns>A record per request and setting, as soon as each is measured: request by request, settings in order.</returns>
    public IEnumerable<MergeMeasurementRecord> Run(
        IReadOnlyList<GenerationRequest> requests,
        IReadOnlyList<MergeSetting> settings,
        MeasurementOptions? options = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        _ = (pipeline, requests, settings, options, progress, cancellationToken);
        throw new NotSupportedException();
    }
}
