using System.Globalization;
using CaToMe.Caching;
using CaToMe.Merging;
using CaToMe.Sampling;

namespace CaToMe.Imaging;

/// <summary>
/// The text that AUTOMATIC1111's web UI puts into pictures (create_infotext) and reads back (parse_generation_parameters):
/// lines of the prompt, then <c>Negative prompt: ...</c>, then one line of <c>Name: value</c> pairs.
/// </summary>
internal static class WebUiText
{
    private const string Negative = "Negative prompt:";

    /// <summary>The web UI takes a last line with fewer pairs for a line of the prompt.</summary>
    private const int FewestPairs = 3;

    internal static string Write(ImageMetadata metadata)
    {
        var (request, merge) = (metadata.Request, metadata.Request.Merge);
        var (isToMe, isCaToMe) = (merge.Method == MergeMethod.ToMe, merge.Method == MergeMethod.CaToMe);
        (string Name, object? Value)[] pairs =
        [
            ("Steps", request.Steps),
            ("Sampler", request.Sampler is { } scheduler ? SamplerCatalog.DisplayName(scheduler) : null),
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

    internal static ImageMetadata Read(string text)
    {
        var lines = text.Trim().Split('\n').Select(l => l.Trim()).ToList();
        var pairs = WebUiPairs.Read(lines[^1]);
        if (pairs.Count < FewestPairs)
        {
            pairs.Clear();
        }
        else
        {
            lines.RemoveAt(lines.Count - 1);
        }

        var split = lines.FindIndex(l => l.StartsWith(Negative, StringComparison.Ordinal));
        var prompt = split < 0 ? lines : lines[..split];
        var negative = split < 0 ? [] : lines[split..].Select(l => l.StartsWith(Negative, StringComparison.Ordinal) ? l[Negative.Length..].Trim() : l);
        return ReadPairs(pairs, new GenerationRequest { Prompt = string.Join('\n', prompt), NegativePrompt = string.Join('\n', negative) });
    }

    /// <summary>Takes out of <paramref name="pairs"/> what a request has a place for; the others stay.</summary>
    private static ImageMetadata ReadPairs(Dictionary<string, string> pairs, GenerationRequest request)
    {
        var size = Take(pairs, "Size", ParseSize);
        var clipSkip = Take(pairs, "Clip skip", ParseInteger);
        var steps = Take(pairs, "Steps", ParseInteger);
        var seed = Take(pairs, "Seed", v => long.TryParse(v, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : (long?)null);
        return new ImageMetadata
        {
            Request = request with
            {
                Steps = steps ?? request.Steps,
                Sampler = TakeSampler(pairs),
                GuidanceScale = Take(pairs, "CFG scale", ParseNumber),
                Seed = seed ?? request.Seed,
                Width = size?.Width,
                Height = size?.Height,
                ClipSkip = clipSkip > 1 ? clipSkip - 1 : null,
                Merge = ReadMerge(pairs),
            },
            ModelName = pairs.Remove("Model", out var model) ? model : null,
            ModelHash = pairs.Remove("Model hash", out var hash) ? hash : null,
            Version = pairs.Remove("Version", out var version) ? version : null,
            Unstated = [.. new[] { seed is null ? nameof(request.Seed) : null, steps is null ? nameof(request.Steps) : null }.OfType<string>()],
            Other = pairs,
        };
    }

    private static MergeOptions ReadMerge(Dictionary<string, string> pairs)
    {
        if (Take(pairs, "Token merging threshold", ParseNumber) is { } threshold)
        {
            return new MergeOptions { Method = MergeMethod.CaToMe, Threshold = threshold, Checkpoints = TakeCheckpoints(pairs) };
        }

        return Take(pairs, "Token merging ratio", ParseNumber) is { } ratio and > 0
            ? new MergeOptions { Method = MergeMethod.ToMe, Ratio = ratio }
            : MergeOptions.None;
    }

    private static CheckpointSchedule? TakeCheckpoints(Dictionary<string, string> pairs)
    {
        if (!pairs.TryGetValue("Token merging checkpoints", out var text))
        {
            return null;
        }

        try
        {
            var schedule = CheckpointSchedule.Parse(text);
            pairs.Remove("Token merging checkpoints");
            return schedule;
        }
        catch (OptionException)
        {
            return null;
        }
    }

    /// <summary>From version 1.9 on the web UI names the spacing of the noise levels apart: <c>Schedule type: Karras</c>.</summary>
    private static string? TakeSampler(Dictionary<string, string> pairs)
    {
        if (!pairs.TryGetValue("Sampler", out var sampler))
        {
            return null;
        }

        if (pairs.TryGetValue("Schedule type", out var type) && FindScheduler($"{sampler} {type}") is { } spaced)
        {
            pairs.Remove("Sampler");
            pairs.Remove("Schedule type");
            return spaced;
        }

        return Take(pairs, "Sampler", FindScheduler);
    }

    private static string? FindScheduler(string displayName) =>
        SamplerCatalog.Names.FirstOrDefault(n => SamplerCatalog.DisplayName(n).Equals(displayName, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads and removes a value; one that cannot be read stays.</summary>
    private static T? Take<T>(Dictionary<string, string> pairs, string name, Func<string, T?> parse)
    {
        var value = pairs.TryGetValue(name, out var text) ? parse(text) : default;
        if (value is not null)
        {
            pairs.Remove(name);
        }

        return value;
    }

    private static int? ParseInteger(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? ParseNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static (int Width, int Height)? ParseSize(string text) =>
        text.Split('x') is [var left, var right] && ParseInteger(left) is { } width && ParseInteger(right) is { } height ? (width, height) : null;
}
