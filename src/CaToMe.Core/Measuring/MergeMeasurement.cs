using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Requests;

namespace CaToMe.Measuring;

/// <summary>Runs prompts under several settings with the same seeds and compares each with the baseline. A setting is warmed up once.</summary>
public sealed class MergeMeasurement
{
    private const int WarmUpSteps = 2;

    private readonly Func<GenerationRequest, IProgress<GenerationProgress>?, CancellationToken, GenerationResult> generate;
    private readonly HashSet<MergeOptions> warm = [];

    /// <summary>Measures a model.</summary>
    /// <param name="pipeline">The model.</param>
    public MergeMeasurement(DiffusionPipeline pipeline) : this(pipeline.Generate)
    {
    }

    internal MergeMeasurement(Func<GenerationRequest, IProgress<GenerationProgress>?, CancellationToken, GenerationResult> generate) =>
        this.generate = generate;

    /// <summary>Measures. The baseline (no merging) always runs, first, whether it is among the settings or not.</summary>
    /// <param name="requests">What to draw; their own merge options are not used.</param>
    /// <param name="settings">The settings, in the order of the records.</param>
    /// <param name="options">Repeats and warm-up; null takes the defaults.</param>
    /// <param name="progress">Told how far the run in progress is; warm-up is not reported.</param>
    /// <param name="cancellationToken">Stops before the next layer of a network.</param>
    /// <returns>A record per request and setting, as soon as each is measured: request by request, settings in order.</returns>
    /// <exception cref="OptionException">A setting or the number of repeats is not accepted: thrown before anything is drawn.</exception>
    public IEnumerable<MergeMeasurementRecord> Run(
        IReadOnlyList<GenerationRequest> requests,
        IReadOnlyList<MergeSetting> settings,
        MeasurementOptions? options = null,
        IProgress<GenerationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        options = (options ?? new MeasurementOptions()).Validate();
        foreach (var setting in settings)
        {
            setting.Options.Validate();
        }

        return Measure(requests, settings, options, progress, cancellationToken);
    }

    private IEnumerable<MergeMeasurementRecord> Measure(
        IReadOnlyList<GenerationRequest> requests,
        IReadOnlyList<MergeSetting> settings,
        MeasurementOptions options,
        IProgress<GenerationProgress>? progress,
        CancellationToken cancellationToken)
    {
        MergeSetting? fewer = null;
        foreach (var request in requests)
        {
            var (baseline, baselineElapsed) = Time(request with { Merge = MergeOptions.None });
            var compared = request with { VaeTiling = baseline.Request.VaeTiling }; // chosen once, for all
            var target = options.Converged ? generate(ConvergedRun.Of(compared), progress, cancellationToken) : baseline;
            MergeMeasurementRecord? last = null;
            foreach (var setting in settings)
            {
                yield return last = Record(setting);
            }

            fewer ??= options.Converged && last is not null ? MergeSetting.Fewer(Math.Max(1, (int)Math.Round(request.Steps / last.SpeedUp))) : null;
            if (fewer is not null)
            {
                yield return Record(fewer);
            }

            MergeMeasurementRecord Record(MergeSetting setting)
            {
                var (result, elapsed) = setting.IsBaseline ? (baseline, baselineElapsed) : Time(setting.ApplyTo(compared));
                return new MergeMeasurementRecord
                {
                    Setting = setting,
                    Result = result,
                    Baseline = baseline,
                    Elapsed = elapsed,
                    SpeedUp = baselineElapsed / elapsed,
                    Psnr = MeanOverBatch(ImageQuality.Psnr, result, target),
                    Ssim = MeanOverBatch(ImageQuality.Ssim, result, target),
                };
            }
        }

        (GenerationResult Last, TimeSpan Median) Time(GenerationRequest request)
        {
            if (options.WarmUp && warm.Add(request.Merge))
            {
                generate(request with { Steps = Math.Min(WarmUpSteps, request.Steps) }, null, cancellationToken);
            }

            var runs = Enumerable.Range(0, options.Repeats).Select(_ => generate(request, progress, cancellationToken)).ToList();
            return (runs[^1], Median([.. runs.Select(r => r.Elapsed)]));
        }
    }

    private static TimeSpan Median(TimeSpan[] times)
    {
        Array.Sort(times);
        return (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
    }

    private static double MeanOverBatch(Func<RgbImage, RgbImage, double> quality, GenerationResult result, GenerationResult target) =>
        result.Images.Zip(target.Images, quality).Average();
}
