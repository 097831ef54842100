using System.Collections;
using CaToMe.Binding;
using CaToMe.Imaging;
using CaToMe.Merging;

namespace CaToMe;

/// <summary>Settings read back from a picture. Its properties have the names of New-DiffusionImage's parameters: piped to it, the picture is drawn again.</summary>
public sealed class DiffusionImageInfo
{
    private readonly ImageMetadata metadata;

    internal DiffusionImageInfo(string path, ImageMetadata metadata) => (Path, this.metadata) = (path, metadata);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What was drawn.</summary>
    public string Prompt => Request.Prompt;

    /// <summary>What was kept away from.</summary>
    public string NegativePrompt => Request.NegativePrompt;

    /// <summary>Seed of the noise; null where it is not known, such as the -1 of other programs. Piped to New-DiffusionImage, such a picture is drawn with a fresh one.</summary>
    public long? Seed => metadata.States(nameof(Seed)) ? Request.Seed : null;

    /// <summary>Width and height in pixels; null where they are not known.</summary>
    public ImageSize? Size => Request is { Width: { } width, Height: { } height } ? new ImageSize(width, height) : null;

    /// <summary>Sampling steps; null where they are not known.</summary>
    public int? Steps => metadata.States(nameof(Steps)) ? Request.Steps : null;

    /// <summary>Guidance scale; null where it is not known.</summary>
    public double? GuidanceScale => Request.GuidanceScale;

    /// <summary>Sampler; null where it is not known.</summary>
    public string? Sampler => Request.Scheduler;

    /// <summary>Text encoder layers left out.</summary>
    public int? ClipSkip => Request.ClipSkip;

    /// <summary>Whether it was decoded in tiles; Auto where it is not known.</summary>
    public VaeTiling VaeTiling => Request.VaeTiling;

    /// <summary>Pictures in the batch that it is of.</summary>
    public int Batch => Request.Batch;

    /// <summary>Its place in the batch, from 0.</summary>
    public int BatchIndex => metadata.BatchIndex;

    /// <summary>How tokens were merged.</summary>
    public MergeOptions Merge => Request.Merge;

    /// <summary>Realised merge ratio; null where it is not known.</summary>
    public double? MergeRatio => metadata.MergedShare;

    /// <summary>Time the run took; null where it is not known.</summary>
    public TimeSpan? Elapsed => metadata.Elapsed;

    /// <summary>Name of the model that drew it.</summary>
    public string? ModelName => metadata.ModelName;

    /// <summary>Hash of the model that drew it.</summary>
    public string? ModelHash => metadata.ModelHash;

    /// <summary>The -Prediction of Import-DiffusionModel that the model was loaded with; null: its own.</summary>
    public string? Prediction => metadata.Prediction;

    /// <summary>The -TimestepSpacing of Import-DiffusionModel that the model was loaded with; null: its own.</summary>
    public string? TimestepSpacing => metadata.TimestepSpacing;

    /// <summary>Whether every setting is known: a picture of CaToMe's, not of another program's.</summary>
    public bool IsExact => metadata.IsExact;

    /// <summary>The program that wrote the settings; null where it was CaToMe.</summary>
    public string? Writer => metadata.Writer;

    /// <summary>The other program's sampler, where it is none of ours; null otherwise. It is in Other too.</summary>
    public string? UnknownSampler => metadata.UnknownSampler;

    /// <summary>Settings of the other program that have no place here, by their names there.</summary>
    public IReadOnlyDictionary<string, string> Other => metadata.Other;

    /// <summary>Every setting by its parameter, for splatting.</summary>
    public Hashtable GetSettings() => ImageSettings.Of(Request, unstated: metadata.Unstated);

    private GenerationRequest Request => metadata.Request;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
