using System.Collections;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe;

/// <summary>A picture that New-DiffusionImage drew; of a batch, piping one draws the whole batch again.</summary>
public sealed class DiffusionImage : DrawnImage
{
    private readonly GenerationResult result;

    internal DiffusionImage(GenerationResult result, DiffusionModel model, int batchIndex, string? path, byte[]? bytes) : base(result.Request, batchIndex)
    {
        // Pixels and latents are not kept: a sweep of a thousand pictures is a thousand small objects.
        this.result = result with { Images = [], Latents = new Latents([], [0, 0, 0, 0]) };
        (Handle, Path, Bytes) = (model, path, bytes);
    }

    /// <summary>The file; null with -AsByte.</summary>
    public string? Path { get; }

    /// <summary>Realised merge ratio: share of the tokens that were merged in the blocks that took part, 0 to 1.</summary>
    public double MergeRatio => Statistics.MergedShare;

    /// <summary>How often a block used cached pairs again.</summary>
    public int CacheHits => Statistics.Reused;

    /// <summary>How often a block computed its pairs.</summary>
    public int CacheMisses => Statistics.Computed;

    /// <summary>Time from the tokens of the prompt to the pixels, for the batch.</summary>
    public TimeSpan Elapsed => result.Elapsed;

    /// <summary>The model that drew it, by its name in the session.</summary>
    public string Model => Handle.Name;

    /// <summary>First ten digits of the SHA-256 of the model's weights.</summary>
    public string ModelHash => result.Model.Hash;

    /// <summary>The device that drew it.</summary>
    public string Device => result.Model.Device;

    /// <summary>The floating-point type that it was drawn in.</summary>
    public string Dtype => result.Model.Dtype;

    /// <summary>What the run warned of; empty for nothing.</summary>
    public string Warnings => string.Join(' ', result.Warnings);

    /// <summary>What was merged, per block and U-Net call.</summary>
    internal MergeStatistics Statistics => result.Statistics;

    /// <summary>The PNG file's bytes, with -AsByte.</summary>
    public byte[]? Bytes { get; }

    /// <inheritdoc/>
    public override Hashtable GetSettings() => ImageSettings.Of(result.Request, Model);

    /// <summary>The model that drew it.</summary>
    internal DiffusionModel Handle { get; }

    /// <summary>The picture's metadata, as its file carries it.</summary>
    internal ImageMetadata Metadata => ImageMetadata.Of(result, BatchIndex);

    /// <inheritdoc/>
    public override string ToString() => Path ?? Prompt;
}
