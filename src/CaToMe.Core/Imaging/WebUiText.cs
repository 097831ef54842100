using System.Globalization;
using CaToMe.Merging;
using CaToMe.Sampling;

namespace CaToMe.Imaging;

/// <summary>
/// The text that AUTOMATIC1111's web UI puts into pictures (create_infotext) and reads back (parse_generation_parameters):
/// lines of the prompt, then <c>Negative prompt: ...</c>, then one line of <c>Name: value</c> pairs.
/// </summary>
internal static class WebUiText
{
    internal const string Negative = "Negative prompt:";

    internal static string Write(ImageMetadata metadata)
    {
        var (request, merge) = (metadata.Request, metadata.Request.Merge);
        var (isToMe, isCaToMe) = (merge.Method == MergeMethod.ToMe, merge.Method == MergeMethod.CaToMe);
        (string Name, object? Value)[] pairs =
        [
            ("Steps", request.Steps),
            ("Sampler", request.Scheduler is { } scheduler ? SchedulerCatalog.DisplayName(scheduler) : null),
            ("CFG scale", request.GuidanceScale),
            ("Seed", request.Seed),
            ("Size", request is { Width: { } width, Height: { } height } ? $"{width}x{height}" : null),
            ("Model hash", metadata.ModelHash),
            ("Model", metadata.ModelName),
            ("Batch size", request.Batch > 1 ? request.Batch : null),
            ("Batch pos", request.Batch > 1 ? metadata.BatchIndex : null),
            ("Clip skip", request.ClipSkip > 0 ? request.ClipSkip + 1 : null),
            ("Token merging ratio", isToMe ? merge.Ratio : null),
            ("Token merging threshold", isCaToMe ? merge.EffectiveThreshold : null),
            ("Token merging checkpoints", isCaToMe ? merge.EffectiveCheckpoints : null),
            ("RNG", "CPU"),
            ("Version", metadata.Version is null ? null : $"CaToMe {metadata.Version}"),
        ];
        var settings = pairs.Where(p => p.Value is not null)
            .Select(p => $"{p.Name}: {WebUiPairs.Quote(Convert.ToString(p.Value, CultureInfo.InvariantCulture)!)}");
        var negative = request.NegativePrompt.Length > 0 ? $"\n{Negative} {request.NegativePrompt}" : "";
        return $"{request.Prompt}{negative}\n{string.Join(", ", settings)}".Trim();
    }
}
