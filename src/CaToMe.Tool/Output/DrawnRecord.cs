using System.Text.Json.Serialization;
using CaToMe.Imaging;

namespace CaToMe.Tool.Output;

/// <summary>What <c>--json</c> says of a picture, just drawn or read from its file.</summary>
/// <param name="path">The picture's file.</param>
/// <param name="metadata">What the file carries.</param>
internal abstract class DrawnRecord(string path, ImageMetadata metadata) : SettingsRecord(metadata.Request, metadata.Unstated)
{
    protected ImageMetadata Metadata => metadata;

    [JsonPropertyOrder(-1)]
    public string Path => System.IO.Path.GetFullPath(path);

    /// <summary>The picture's place in its batch, from 0.</summary>
    public int BatchIndex => metadata.BatchIndex;

    /// <summary>From the tokens of the prompt to the pixels, for the whole batch.</summary>
    public double? ElapsedSeconds => metadata.Elapsed?.TotalSeconds;

    /// <summary>Share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double? MergedShare => metadata.MergedShare;

    public string? Model => metadata.ModelName;

    public string? ModelHash => metadata.ModelHash;

    public string? Device => metadata.Device;

    public string? Dtype => metadata.Dtype;

    /// <summary>The CPU threads that drew it.</summary>
    public int? Threads => metadata.Threads;

    /// <summary>What the model was told that it predicts; null: its own.</summary>
    public string? Prediction => metadata.Prediction;

    /// <summary>The timestep spacing that the model was loaded with; null: its own.</summary>
    public string? TimestepSpacing => metadata.TimestepSpacing;
}
