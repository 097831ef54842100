namespace CaToMe.Reporting;

/// <summary>Networks of further measures of a report. Each is left out without its weights.</summary>
public sealed record StudyReportOptions
{
    /// <summary>A safetensors file of LPIPS's official weights, alex or vgg. Default: none.</summary>
    public string? LpipsWeights { get; init; }

    /// <summary>A folder with a CLIP model in transformers' layout. Default: none.</summary>
    public string? ClipModel { get; init; }

    /// <summary>A safetensors file of pytorch-fid's InceptionV3. Default: none.</summary>
    public string? InceptionWeights { get; init; }
}
