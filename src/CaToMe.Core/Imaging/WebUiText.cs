using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Imaging;

/// <summary>
/// The text that AUTOMATIC1111's web UI puts into pictures (create_infotext) and reads back (parse_generation_parameters):
/// lines of the prompt, then <c>Negative prompt: ...</c>, then one line of <c>Name: value</c> pairs.
/// </summary>
internal static class WebUiText
{
    internal const string Negative = "Negative prompt:";

    /// <summary>The settings at the beginning of the line.</summary>
    private static readonly IReadOnlyList<Setting<GenerationRequest>> First =
        [RequestSettings.Steps, RequestSettings.Sampler, RequestSettings.GuidanceScale, RequestSettings.Seed, RequestSettings.Size];

    /// <summary>The settings after the model and the batch.</summary>
    internal static IReadOnlyList<Setting<GenerationRequest>> Others { get; } = [.. RequestSettings.All.Where(s => s.WebUi is not null).Except(First)];

    internal static string Write(ImageMetadata metadata)
    {
        var request = metadata.Request;
        (string Name, object? Value)[] pairs =
        [
            .. First.Select(s => (s.WebUi!, s.ToWebUi(request))),
            ("Model hash", metadata.ModelHash),
            ("Model", metadata.ModelName),
            ("VAE hash", metadata.VaeHash),
            ("VAE", metadata.Vae),
            ("Batch size", request.Batch > 1 ? request.Batch : null),
            ("Batch pos", request.Batch > 1 ? metadata.BatchIndex : null),
            .. Others.Select(s => (s.WebUi!, s.ToWebUi(request))),
            (PictureSettings.Strength.WebUi!, request.InitImage is null && request.Hires != 1 ? request.HiresStrength : null),
            ("Inpaint area", request.MaskPadding is not null && request.Mask is not null ? "Only masked" : null),
            .. MergeSettings.All.Where(s => s.WebUi is not null).Select(s => (s.WebUi!, s.ToWebUi(request.Merge))),
            ("Lora hashes", Hashes(metadata.LoraHashes)),
            ("TI hashes", Hashes(metadata.EmbeddingHashes)),
            ("RNG", "CPU"),
            ("Version", metadata.Version is null ? null : $"CaToMe {metadata.Version}"),
        ];
        var settings = pairs.Where(p => p.Value is not null)
            .Select(p => $"{p.Name}: {WebUiPairs.Quote(SettingKind.Write(p.Value!))}");
        var negative = request.NegativePrompt.Length > 0 ? $"\n{Negative} {request.NegativePrompt}" : "";
        return $"{request.Prompt}{negative}\n{string.Join(", ", settings)}".Trim();
    }

    private static string? Hashes(IReadOnlyDictionary<string, string>? byName) =>
        byName is null ? null : string.Join(", ", byName.Select(h => $"{h.Key}: {h.Value}"));
}
