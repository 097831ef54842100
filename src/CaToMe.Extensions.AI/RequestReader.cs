using System.Globalization;
using System.Text.Json;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Settings;
using CaToMe.Sources;
using Microsoft.Extensions.AI;

namespace CaToMe.Extensions.AI;

/// <summary>Makes requests of CaToMe from those of Microsoft.Extensions.AI. What has no place in them is an error that says what has.</summary>
/// <param name="defaults">What holds where a request says nothing else, by the names of settings.</param>
internal sealed class RequestReader(IEnumerable<KeyValuePair<string, string>> defaults)
{
    private const string MergeKey = "merge", MaskKey = "mask", Png = "image/png";

    /// <summary>Settings by all of their names. Pictures and their number are given in other ways.</summary>
    private static readonly Dictionary<string, Setting<GenerationRequest>> settings = (
        from setting in RequestSettings.All.Except([RequestSettings.Batch, PictureSettings.InitImage, PictureSettings.Mask])
        from name in setting.Aliases.Append(setting.Name).Append(setting.Key).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)
        select (name, setting)).ToDictionary(s => s.name, s => s.setting, StringComparer.OrdinalIgnoreCase);

    /// <summary>What is to be drawn: a request for each picture, checked as far as it can be without a model.</summary>
    /// <param name="request">The prompt and a picture to begin at.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="generator">Who draws, for callbacks.</param>
    /// <exception cref="CaToMeException">Something is not accepted.</exception>
    internal IReadOnlyList<GenerationRequest> Read(ImageGenerationRequest request, ImageGenerationOptions? options, IImageGenerator generator)
    {
        RefuseWhatIsNotDone(options);
        var made = options?.RawRepresentationFactory?.Invoke(generator) switch
        {
            null => Apply(defaults.Select(d => KeyValuePair.Create(d.Key, (object?)d.Value)), Plain()),
            GenerationRequest given => given,
            var other => throw new OptionException(
                nameof(options.RawRepresentationFactory), other.GetType().Name, $"return a {nameof(GenerationRequest)}, or null for the defaults."),
        };
        made = options?.AdditionalProperties is { } additional ? Apply(additional, made) : made;
        made = options?.ImageSize is { } size ? made with { Width = size.Width, Height = size.Height } : made;
        made = made with { Prompt = request.Prompt ?? made.Prompt, InitImage = Original(request) ?? made.InitImage };
        if (string.IsNullOrWhiteSpace(made.Prompt))
        {
            throw new OptionException(nameof(request.Prompt), null, "say what to draw.");
        }

        made.Validate();
        return [.. made.Series(options?.Count ?? 1)];
    }

    /// <summary>A request that leaves everything open but its seed: a new picture each time.</summary>
    private static GenerationRequest Plain() => RequestSettings.Seed.Read(new GenerationRequest { Prompt = "" }, "random");

    private static void RefuseWhatIsNotDone(ImageGenerationOptions? options)
    {
        if (options?.MediaType is { } type && !type.Equals(Png, StringComparison.OrdinalIgnoreCase))
        {
            throw new OptionException(nameof(options.MediaType), type, $"pictures are {Png}, with their settings inside.");
        }

        if (options?.ResponseFormat is { } format && format != ImageGenerationResponseFormat.Data)
        {
            throw new OptionException(nameof(options.ResponseFormat), format, "pictures are returned as data, and stored nowhere: give Data.");
        }

        if (options?.StreamingCount is > 0 and var count)
        {
            throw new OptionException(
                nameof(options.StreamingCount), count, $"unfinished pictures are not returned: give 0, or draw with {nameof(DiffusionPipeline)}.");
        }
    }

    private static GenerationRequest Apply(IEnumerable<KeyValuePair<string, object?>> values, GenerationRequest request)
    {
        foreach (var (name, value) in values.Where(v => v.Value is not null))
        {
            request = name.Equals(MergeKey, StringComparison.OrdinalIgnoreCase)
                    ? request with { Merge = value as MergeOptions ?? MergeOptions.Parse(TextOf(value!)) }
                : name.Equals(MaskKey, StringComparison.OrdinalIgnoreCase) ? request with { Mask = PictureOf(MaskKey, value) }
                : settings.TryGetValue(name, out var setting) ? setting.Read(request, TextOf(value!))
                : throw new OptionException(name, value, Accepted);
        }

        return request;
    }

    private static string Accepted =>
        $"it is no setting here. Known are {string.Join(", ", settings.Values.Distinct().Select(s => s.Key ?? s.Name))}, {MergeKey} and {MaskKey}; "
        + $"the number of pictures is {nameof(ImageGenerationOptions.Count)}, and a picture to begin at is one of "
        + $"{nameof(ImageGenerationRequest.OriginalImages)}.";

    private static string TextOf(object value) => value is JsonElement { ValueKind: JsonValueKind.String } text ? text.GetString()!
        : value is JsonElement json ? json.GetRawText()
        : value is Enum or ImageSize ? SettingKind.Write(value)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static SourceImage? Original(ImageGenerationRequest request)
    {
        const string Name = nameof(request.OriginalImages);
        return request.OriginalImages?.ToList() switch
        {
            null or [] => null,
            [var single] => PictureOf(Name, single),
            var several => throw new OptionException(Name, $"{several.Count} pictures", "a picture begins at one: give that."),
        };
    }

    private static SourceImage PictureOf(string name, object? content) => content is DataContent data
        ? SourceImage.FromBytes(data.Data.ToArray())
        : throw new OptionException(
            name, content?.GetType().Name, $"give a {nameof(DataContent)} with the picture's bytes: nothing is fetched, and no file is opened by its name.");
}
