using System.Collections;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;

namespace CaToMe;

/// <summary>A picture that New-DiffusionImage drew; of a batch, piping one draws the whole batch again.</summary>
public sealed class DiffusionImage : DrawnImage
{
    /// <remarks>The result's pixels and latents are not kept: a sweep of a thousand pictures is a thousand small objects.</remarks>
    internal DiffusionImage(GenerationResult result, DiffusionModel model, ImageMetadata metadata, string? path, byte[]? bytes) : base(metadata) =>
        (Statistics, SamplingTime, Warnings, Handle, Path, Bytes) =
            (result.Statistics, result.SamplingTime, string.Join(' ', result.Warnings), model, path, bytes);

    /// <summary>A picture that -Resume found drawn: what its file does not say of its drawing is not known.</summary>
    internal DiffusionImage(string path, ImageMetadata metadata, DiffusionModel model) : base(metadata) =>
        (Statistics, IsResumed, Warnings, Handle, Path) = (MergeStatistics.Empty, true, "", model, path);

    /// <summary>The file; null with -AsByte.</summary>
    public string? Path { get; }

    /// <summary>Whether -Resume found it drawn.</summary>
    public bool IsResumed { get; }

    /// <summary>How often a block used cached pairs again; null where it was not drawn now.</summary>
    public int? CacheHits => IsResumed ? null : Statistics.Reused;

    /// <summary>How often a block computed its pairs; null where it was not drawn now.</summary>
    public int? CacheMisses => IsResumed ? null : Statistics.Computed;

    /// <summary>Time in the sampling loop alone, for the batch; null where it was not drawn now.</summary>
    public TimeSpan? SamplingTime { get; }

    /// <summary>The model that drew it, by its name in the session.</summary>
    public string Model => Handle.Name;

    /// <summary>The device that drew it.</summary>
    public string? Device => Metadata.Device;

    /// <summary>The floating-point type that it was drawn in.</summary>
    public string? Dtype => Metadata.Dtype;

    /// <summary>What the run warned of; empty for nothing.</summary>
    public string Warnings { get; }

    /// <summary>What was merged, per block and U-Net call.</summary>
    internal MergeStatistics Statistics { get; }

    /// <summary>The PNG file's bytes, with -AsByte.</summary>
    public byte[]? Bytes { get; }

    /// <inheritdoc/>
    public override Hashtable GetSettings() => ImageSettings.Of(Metadata.Request, Model);

    /// <summary>The model that drew it.</summary>
    internal DiffusionModel Handle { get; }

    /// <inheritdoc/>
    public override string ToString() => Path ?? Prompt;
}
