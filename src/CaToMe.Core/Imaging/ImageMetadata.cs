using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaToMe.Imaging;

/// <summary>
/// How a picture was made, as its PNG file tells it: in the chunk <c>CaToMe</c> every setting as JSON, and in the chunk
/// <c>parameters</c> the text that AUTOMATIC1111's web UI writes and reads.
/// </summary>
public sealed record ImageMetadata
{
    private const string ExactKeyword = "CaToMe", WebUiKeyword = "parameters";

    /// <summary>The request. Where <see cref="IsExact"/>, running it on the same model and CPU gives the same picture to the bit.</summary>
    public required GenerationRequest Request { get; init; }

    /// <summary>Which picture of the request's batch this is, from 0.</summary>
    public int BatchIndex { get; init; }

    /// <summary>The model's name, as in <see cref="ModelInfo.Name"/>.</summary>
    public string? ModelName { get; init; }

    /// <summary>The model's hash, as in <see cref="ModelInfo.Hash"/>.</summary>
    public string? ModelHash { get; init; }

    /// <summary>The device that drew it, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public string? Device { get; init; }

    /// <summary>The floating-point type that it was drawn in.</summary>
    public string? Dtype { get; init; }

    /// <summary>The program's version.</summary>
    public string? Version { get; init; }

    /// <summary>Time the run took, for the whole batch; seconds in JSON.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Share of the tokens that were merged, 0 to 1.</summary>
    public double? MergedShare { get; init; }

    /// <summary>Whether the picture went on with the cached pairs of the one before: see <see cref="GenerationResult.ContinuesCache"/>.</summary>
    public bool ContinuesCache { get; init; }

    /// <summary>Whether the request alone gives the picture: it was read from our own chunk, not from the web UI's text, and <see cref="ContinuesCache"/> is false.</summary>
    [JsonIgnore]
    public bool IsExact { get; init; }

    /// <summary>Properties of <see cref="Request"/> that the web UI's text does not give, and that have their defaults.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Unstated { get; init; } = [];

    /// <summary>The settings of the web UI's text that a request has no place for, by their names there.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>();

    /// <summary>Describes a picture that was just drawn.</summary>
    /// <param name="result">The run.</param>
    /// <param name="batchIndex">Which picture of its batch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch has no such picture.</exception>
    public static ImageMetadata Of(GenerationResult result, int batchIndex = 0) => new()
    {
        Request = result.Request,
        BatchIndex = batchIndex >= 0 && batchIndex < result.Request.Batch ? batchIndex : throw new ArgumentOutOfRangeException(nameof(batchIndex), batchIndex, $"The batch has {result.Request.Batch} pictures."),
        ModelName = result.Model.Name,
        ModelHash = result.Model.Hash,
        Device = result.Model.Device,
        Dtype = result.Model.Dtype,
        Version = typeof(ImageMetadata).Assembly.GetName().Version?.ToString(3),
        Elapsed = result.Elapsed,
        MergedShare = result.Statistics.MergedShare,
        ContinuesCache = result.ContinuesCache,
        IsExact = !result.ContinuesCache,
    };

    /// <summary>The text chunks to write with the picture: see <see cref="PngFile.Save"/>.</summary>
    public IReadOnlyDictionary<string, string> ToText() => new Dictionary<string, string>
    {
        [WebUiKeyword] = WebUiText.Write(this),
        [ExactKeyword] = MetadataJson.Write(this),
    };

    /// <summary>Reads a picture's settings.</summary>
    /// <param name="path">A PNG file of ours or of AUTOMATIC1111's web UI.</param>
    /// <exception cref="CaToMeException">The file cannot be read, or carries no settings.</exception>
    public static ImageMetadata Read(string path) => Parse(PngFile.ReadText(path), path);

    /// <summary>Reads settings from text chunks: ours where they are there and whole, otherwise the web UI's as far as they go.</summary>
    /// <param name="text">Texts by keyword.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="CaToMeException">There are no settings.</exception>
    public static ImageMetadata Parse(IReadOnlyDictionary<string, string> text, string name)
    {
        JsonException? damage = null;
        if (text.TryGetValue(ExactKeyword, out var json))
        {
            try
            {
                var metadata = MetadataJson.Read(json);
                return metadata with { IsExact = !metadata.ContinuesCache };
            }
            catch (JsonException e)
            {
                damage = e;
            }
        }

        return text.TryGetValue(WebUiKeyword, out var parameters) ? WebUiText.Read(parameters)
            : damage is null ? throw new CaToMeException($"{name} carries no settings: it has neither a {ExactKeyword} nor a {WebUiKeyword} text. Give a picture that CaToMe or AUTOMATIC1111's web UI saved as PNG.")
            : throw new CaToMeException($"The settings in {name} cannot be read: {damage.Message}", damage);
    }
}
