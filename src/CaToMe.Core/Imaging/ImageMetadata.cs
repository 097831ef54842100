using System.Text.Json;
using System.Text.Json.Serialization;
using CaToMe.Imaging.Reading;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Imaging;

/// <summary>
/// How a picture was made, as its file tells it. Ours have in the PNG chunk <c>CaToMe</c> every setting as JSON, and in the chunk
/// <c>parameters</c> the text that AUTOMATIC1111's web UI writes and reads. Of other programs' pictures is read what has a place here.
/// </summary>
public sealed record ImageMetadata
{
    private const string ExactKeyword = "CaToMe";

    /// <summary>
    /// The request. Where <see cref="IsExact"/>, running it on the same model and CPU, loaded with the same <see cref="Prediction"/>
    /// and <see cref="TimestepSpacing"/>, gives the same picture to the bit.
    /// </summary>
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

    /// <summary>The CPU threads that drew it; null where they are not known.</summary>
    public int? Threads { get; init; }

    /// <summary>What the model was told that it predicts, as in <see cref="PipelineOptions.Prediction"/>; null: its own.</summary>
    public string? Prediction { get; init; }

    /// <summary>The timestep spacing that the model was loaded with, as in <see cref="PipelineOptions.TimestepSpacing"/>; null: its own.</summary>
    public string? TimestepSpacing { get; init; }

    /// <summary>The autoencoder that took the place of the model's own, as in <see cref="ModelInfo.Vae"/>; null: its own.</summary>
    public string? Vae { get; init; }

    /// <summary>Its hash; null: the model's own.</summary>
    public string? VaeHash { get; init; }

    /// <summary>Hashes of the LoRA adapters by name, as in <see cref="GenerationResult.LoraHashes"/>; null: there were none.</summary>
    public IReadOnlyDictionary<string, string>? LoraHashes { get; init; }

    /// <summary>Hashes of ControlNets and their pictures by file name, as in <see cref="GenerationResult.ControlHashes"/>; null: there were none.</summary>
    public IReadOnlyDictionary<string, string>? ControlHashes { get; init; }

    /// <summary>Hashes of the embeddings by word, as in <see cref="GenerationResult.EmbeddingHashes"/>; null: there were none.</summary>
    public IReadOnlyDictionary<string, string>? EmbeddingHashes { get; init; }

    /// <summary>The program's version.</summary>
    public string? Version { get; init; }

    /// <summary>Time the run took, for the whole batch; seconds in JSON.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>Share of the tokens that were merged, 0 to 1.</summary>
    public double? MergedShare { get; init; }

    /// <summary>Whether the picture went on with the cached pairs of the one before: see <see cref="GenerationResult.ContinuesCache"/>.</summary>
    public bool ContinuesCache { get; init; }

    /// <summary>Whether the request alone gives the picture: it was read from our own chunk, not from another program's
    /// settings, and <see cref="ContinuesCache"/> is false.</summary>
    [JsonIgnore]
    public bool IsExact { get; init; }

    /// <summary>The program that the settings were read from, such as <c>ComfyUI</c>; null where it was CaToMe.</summary>
    [JsonIgnore]
    public string? Writer { get; init; }

    /// <summary>Properties of <see cref="Request"/> that the other program's settings do not give, and that have their defaults.
    /// A seed of -1, drawn at random, is not given.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Unstated { get; init; } = [];

    /// <summary>The sampler by the other program's name, where it is none of ours; null otherwise.</summary>
    [JsonIgnore]
    public string? UnknownSampler { get; init; }

    /// <summary>The other program's settings that a request has no place for, by their names there.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Other { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a property of <see cref="Request"/> is known: see <see cref="Unstated"/>.</summary>
    /// <param name="property">The property's name.</param>
    public bool States(string property) => !Unstated.Contains(property);

    /// <summary>Describes a picture that was just drawn.</summary>
    /// <param name="result">The run.</param>
    /// <param name="batchIndex">Which picture of its batch, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch has no such picture.</exception>
    public static ImageMetadata Of(GenerationResult result, int batchIndex = 0) => new()
    {
        Request = result.Request,
        BatchIndex = batchIndex >= 0 && batchIndex < result.Request.Batch
            ? batchIndex
            : throw new ArgumentOutOfRangeException(nameof(batchIndex), batchIndex, $"The batch has {result.Request.Batch} pictures."),
        ModelName = result.Model.Name,
        ModelHash = result.Model.Hash,
        Device = result.Model.Device,
        Dtype = result.Model.Dtype,
        Threads = result.Model.Threads,
        Prediction = result.Model.Prediction,
        TimestepSpacing = result.Model.TimestepSpacing,
        Vae = result.Model.Vae,
        VaeHash = result.Model.VaeHash,
        LoraHashes = result.LoraHashes.Count > 0 ? result.LoraHashes : null,
        ControlHashes = result.ControlHashes.Count > 0 ? result.ControlHashes : null,
        EmbeddingHashes = result.EmbeddingHashes.Count > 0 ? result.EmbeddingHashes : null,
        Version = typeof(ImageMetadata).Assembly.GetName().Version?.ToString(3),
        Elapsed = result.Elapsed,
        MergedShare = result.Statistics.MergedShare,
        ContinuesCache = result.ContinuesCache,
        IsExact = !result.ContinuesCache,
    };

    /// <summary>
    /// Whether a request would give this picture again: every setting that has a part in it is the same, and so is the model. (On another device it
    /// is the same but for rounding.)
    /// </summary>
    /// <param name="request">The request; what it leaves open is the model's.</param>
    /// <param name="model">The model that would draw it.</param>
    /// <param name="batchIndex">Which picture of its batch, from 0.</param>
    /// <exception cref="CaToMeException">A setting is not accepted by the model.</exception>
    internal bool IsOf(GenerationRequest request, ModelInfo model, int batchIndex)
    {
        var asked = request.Resolve(model);
        var known = Request with { CollectPairs = asked.CollectPairs, AllowNonfinite = asked.AllowNonfinite };
        return IsExact && BatchIndex == batchIndex
            && (ModelHash, VaeHash, Dtype, Prediction, TimestepSpacing) == (model.Hash, model.VaeHash, model.Dtype, model.Prediction, model.TimestepSpacing)
            && asked == (asked.VaeTiling == VaeTiling.Auto ? known with { VaeTiling = VaeTiling.Auto } : known);
    }

    /// <summary>The text chunks to write with the picture: see <see cref="PngFile.Save"/>.</summary>
    public IReadOnlyDictionary<string, string> ToText() => new Dictionary<string, string>
    {
        [PictureTexts.Parameters] = WebUiText.Write(this),
        [ExactKeyword] = MetadataJson.Write(this),
    };

    /// <summary>Reads a picture's settings.</summary>
    /// <param name="path">A PNG, JPEG or WebP file, by its content: of ours, or of AUTOMATIC1111's web UI and those that write like it, ComfyUI,
    /// InvokeAI, NovelAI, Fooocus, SwarmUI or Easy Diffusion.</param>
    /// <exception cref="CaToMeException">The file cannot be read, or carries no settings.</exception>
    public static ImageMetadata Read(string path)
    {
        var metadata = Parse(PngFile.ReadText(path), path);
        return Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder ? metadata with { Request = metadata.Request.Beside(folder) } : metadata;
    }

    /// <summary>Reads settings from a picture's texts: ours where they are there and whole, otherwise another program's as far as they go.</summary>
    /// <param name="text">Texts by keyword, from <see cref="PngFile.ReadText"/>.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="CaToMeException">There are no settings, or some that cannot be read: then the message names the program that wrote them.</exception>
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

        var texts = new PictureTexts(text, name);
        return SettingsReaders.Read(texts)
            ?? throw (damage is null ? WithoutSettings(texts) : new CaToMeException($"The settings in {name} cannot be read: {damage.Message}", damage));
    }

    /// <summary>Whether both say the same, lists and dictionaries by what is in them.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(ImageMetadata? other) => other is not null
        && MetadataJson.Write(this) == MetadataJson.Write(other)
        && (IsExact, Writer, UnknownSampler) == (other.IsExact, other.Writer, other.UnknownSampler)
        && Unstated.SequenceEqual(other.Unstated)
        && Other.Count == other.Other.Count && !Other.Except(other.Other).Any();

    /// <inheritdoc/>
    public override int GetHashCode() => MetadataJson.Write(this).GetHashCode(StringComparison.Ordinal);

    private static CaToMeException WithoutSettings(PictureTexts texts)
    {
        var keywords = string.Join(", ", texts.ByKeyword.Keys.Order(StringComparer.Ordinal).Take(10));
        var found = keywords.Length == 0 ? "no text" : $"no text that is known (it has {keywords})";
        var program = texts.Program is { } writer ? $", and was written by {writer}" : "";
        return new CaToMeException(
            $"{texts.FileName} carries no settings: it has {found}{program}. "
            + "Give a PNG, JPEG or WebP file as CaToMe, AUTOMATIC1111's web UI, SD.Next, ComfyUI, InvokeAI, "
            + "NovelAI, Fooocus, SwarmUI or Easy Diffusion saved it.");
    }
}
