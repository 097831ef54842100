using System.Collections;
using CaToMe.Binding;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Models;

namespace CaToMe;

/// <summary>A picture that New-DiffusionImage drew. Its properties have the names of the cmdlet's parameters: piped to it again, it draws the same picture (of a batch, the whole batch).</summary>
public sealed class DiffusionImage
{
    private readonly GenerationResult result;

    internal DiffusionImage(GenerationResult result, DiffusionModel model, int batchIndex, string? path, byte[]? bytes)
    {
        // Pixels and latents are not kept: a sweep of a thousand pictures is a thousand small objects.
        this.result = result with { Images = [], Latents = new Latents([], [0, 0, 0, 0]) };
        var image = result.Images[batchIndex];
        (Handle, BatchIndex, Path, Bytes, Size) = (model, batchIndex, path, bytes, new ImageSize(image.Width, image.Height));
    }

    /// <summary>The file; null with -AsByte.</summary>
    public string? Path { get; }

    /// <summary>What was drawn.</summary>
    public string Prompt => Request.Prompt;

    /// <summary>What was kept away from.</summary>
    public string NegativePrompt => Request.NegativePrompt;

    /// <summary>Seed of the noise.</summary>
    public long Seed => Request.Seed;

    /// <summary>Width and height in pixels.</summary>
    public ImageSize Size { get; }

    /// <summary>Sampling steps.</summary>
    public int Steps => Request.Steps;

    /// <summary>Guidance scale in force.</summary>
    public double? GuidanceScale => Request.GuidanceScale;

    /// <summary>Sampler in force.</summary>
    public string? Sampler => Request.Scheduler;

    /// <summary>Text encoder layers left out.</summary>
    public int? ClipSkip => Request.ClipSkip;

    /// <summary>Whether it was decoded in tiles.</summary>
    public VaeTiling VaeTiling => Request.VaeTiling;

    /// <summary>Pictures in the batch that it is of.</summary>
    public int Batch => Request.Batch;

    /// <summary>Its place in the batch, from 0.</summary>
    public int BatchIndex { get; }

    /// <summary>How tokens were merged; its text is a value for -Merge.</summary>
    public MergeOptions Merge => Request.Merge;

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

    /// <summary>Every setting by its parameter, for splatting: <c>$s = $image.GetSettings(); New-DiffusionImage @s</c>.</summary>
    public Hashtable GetSettings() => ImageSettings.Of(Request, Model);

    /// <summary>The model that drew it.</summary>
    internal DiffusionModel Handle { get; }

    private GenerationRequest Request => result.Request;

    /// <summary>The picture's metadata, as its file carries it.</summary>
    internal ImageMetadata Metadata => ImageMetadata.Of(result, BatchIndex);

    /// <inheritdoc/>
    public override string ToString() => Path ?? Prompt;
}
