namespace CaToMe;

/// <summary>How a model is loaded.</summary>
public sealed record PipelineOptions
{
    /// <summary><c>auto</c> (CUDA where there is one), <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default auto.</summary>
    public string Device { get; init; } = "auto";

    /// <summary><c>auto</c> (float32 on a CPU, float16 on CUDA), <c>float32</c>, <c>bfloat16</c> or <c>float16</c>. Default auto.</summary>
    public string Dtype { get; init; } = "auto";

    /// <summary>
    /// For a single file whose geometry is not a published one: a diffusers folder whose config files apply. Null: the
    /// geometry is told from the file.
    /// </summary>
    public string? ConfigFolder { get; init; }
}
