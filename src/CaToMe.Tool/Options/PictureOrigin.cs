using CaToMe.Imaging;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe.Tool.Options;

/// <summary>A picture whose settings are used again.</summary>
internal sealed class PictureOrigin
{
    private readonly string path;
    private readonly ImageMetadata metadata;

    /// <summary>Reads its settings.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="CaToMeException">It cannot be read, or carries no settings.</exception>
    internal PictureOrigin(string path) => (this.path, metadata) = (path, ImageMetadata.Read(path));

    /// <summary>What was drawn; a seed that is not known becomes a random one.</summary>
    internal GenerationRequest Request =>
        metadata.States(RequestSettings.Seed.Name) ? metadata.Request : RequestSettings.Seed.Read(metadata.Request, "random");

    /// <summary>How its model was loaded, as far as that changes the picture.</summary>
    internal PipelineOptions Pipeline => new() { Prediction = metadata.Prediction, TimestepSpacing = metadata.TimestepSpacing };

    /// <summary>What cannot be repeated.</summary>
    internal IEnumerable<string> Warnings =>
    [
        .. metadata.UnknownSampler is { } sampler
            ? [$"{path} was drawn with the sampler {sampler}, which is not known here: the model's own draws."]
            : Array.Empty<string>(),
        .. metadata.ContinuesCache
            ? [$"{path} reused the token pairs of the picture before it. Drawn alone, it looks different."]
            : Array.Empty<string>(),
    ];

    /// <summary>A warning where the picture was drawn with another model.</summary>
    internal string? AnotherModel(ModelInfo model) => ModelDifference.Warning(path, metadata, model.Name, model.Hash, "--model");
}
