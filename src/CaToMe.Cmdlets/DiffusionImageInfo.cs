using CaToMe.Imaging;

namespace CaToMe;

/// <summary>Settings read back from a picture.</summary>
public sealed class DiffusionImageInfo : DrawnImage
{
    private readonly ImageMetadata metadata;

    internal DiffusionImageInfo(string path, ImageMetadata metadata) : base(metadata.Request, metadata.BatchIndex, metadata.Unstated) =>
        (Path, this.metadata) = (path, metadata);

    /// <summary>The file.</summary>
    public string Path { get; }

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

    /// <summary>The program that wrote the settings; null where it was CaToMe.</summary>
    public string? Writer => metadata.Writer;

    /// <summary>The other program's sampler, where it is none of ours; null otherwise. It is in Other too.</summary>
    public string? UnknownSampler => metadata.UnknownSampler;

    /// <summary>Whether every setting is known: a picture of CaToMe's, not of another program's.</summary>
    public bool IsExact => metadata.IsExact;

    /// <summary>Settings of the other program that have no place here, by their names there.</summary>
    public IReadOnlyDictionary<string, string> Other => metadata.Other;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
