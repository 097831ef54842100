using CaToMe.Imaging;

namespace CaToMe;

/// <summary>Settings read back from a picture.</summary>
public sealed class DiffusionImageInfo : DrawnImage
{
    internal DiffusionImageInfo(string path, ImageMetadata metadata) : base(metadata) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Name of the model that drew it.</summary>
    public string? ModelName => Metadata.ModelName;

    /// <summary>The -Prediction of Import-DiffusionModel that the model was loaded with; null: its own.</summary>
    public string? Prediction => Metadata.Prediction;

    /// <summary>The -TimestepSpacing of Import-DiffusionModel that the model was loaded with; null: its own.</summary>
    public string? TimestepSpacing => Metadata.TimestepSpacing;

    /// <summary>The program that wrote the settings; null where it was CaToMe.</summary>
    public string? Writer => Metadata.Writer;

    /// <summary>The other program's sampler, where it is none of ours; null otherwise. It is in Other too.</summary>
    public string? UnknownSampler => Metadata.UnknownSampler;

    /// <summary>Whether every setting is known: a picture of CaToMe's, not of another program's.</summary>
    public bool IsExact => Metadata.IsExact;

    /// <summary>Settings of the other program that have no place here, by their names there.</summary>
    public IReadOnlyDictionary<string, string> Other => Metadata.Other;

    /// <inheritdoc/>
    public override string ToString() => Path;
}
