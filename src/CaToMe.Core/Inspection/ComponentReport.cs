namespace CaToMe.Inspection;

/// <summary>One component of a model, as its files' headers tell it.</summary>
public sealed class ComponentReport
{
    /// <summary>Its name, such as <c>unet</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The class that diffusers or transformers load it with.</summary>
    public required string Class { get; init; }

    /// <summary>Its floating-point numbers.</summary>
    public required long Parameters { get; init; }

    /// <summary>Its size as stored, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>The floating-point types it is stored in, such as <c>float16</c>, the largest share first.</summary>
    public required IReadOnlyList<string> Dtypes { get; init; }

    /// <summary>Its files, relative to the model's folder.</summary>
    public required IReadOnlyList<string> Files { get; init; }
}
