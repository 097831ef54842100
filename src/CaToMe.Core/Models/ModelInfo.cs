using CaToMe.Merging;

namespace CaToMe.Models;

/// <summary>What a front end wants to know of a loaded model.</summary>
public sealed record ModelInfo
{
    /// <summary>Its folder's or file's name; in the cache of the Hugging Face hub, the name that the hub has for it.</summary>
    public required string Name { get; init; }

    /// <summary>The folder or file.</summary>
    public required string Path { get; init; }

    /// <summary>First ten hexadecimal digits of the SHA-256 of the U-Net's weights (of the whole file for a single file), as web UIs show it.</summary>
    public required string Hash { get; init; }

    /// <summary>The family: <c>SD 1.x</c>, <c>SD 2.x</c> or <c>SDXL</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The device in use, such as <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The floating-point type in use: <c>float32</c>, <c>bfloat16</c> or <c>float16</c>.</summary>
    public required string Dtype { get; init; }

    /// <summary>CPU threads in use.</summary>
    public int? Threads { get; init; }

    /// <summary>The picture width that the model was made for, in pixels.</summary>
    public required int DefaultWidth { get; init; }

    /// <summary>The picture height that the model was made for, in pixels.</summary>
    public required int DefaultHeight { get; init; }

    /// <summary>The guidance scale used where a request names none.</summary>
    public required double DefaultGuidanceScale { get; init; }

    /// <summary>The sampler used where a request names none.</summary>
    public required string DefaultSampler { get; init; }

    /// <summary>
    /// The CA-ToMe setting for requests that leave threshold or checkpoints open: the measured one where the model's <see
    /// cref="Hash"/> is known, such as the embedded one's, the paper's for others.
    /// </summary>
    public required MergeOptions RecommendedMerge { get; init; }

    /// <summary>The <see cref="PipelineOptions.Prediction"/> that it was loaded with; null: its own.</summary>
    public string? Prediction { get; init; }

    /// <summary>The <see cref="PipelineOptions.TimestepSpacing"/> that it was loaded with; null: its own.</summary>
    public string? TimestepSpacing { get; init; }

    /// <summary>The file or folder of the autoencoder that took the place of the model's own, without its path; null: its own.</summary>
    public string? Vae { get; init; }

    /// <summary>First ten hexadecimal digits of the SHA-256 of <see cref="Vae"/>; null: the model's own.</summary>
    public string? VaeHash { get; init; }

    /// <summary>Pixels per latent along each side: sizes are multiples of it.</summary>
    public required int AutoencoderFactor { get; init; }

    /// <summary>
    /// Whether the U-Net takes the guidance scale as an input (LCM): guidance then takes no time, and the negative prompt does nothing. Default false.
    /// </summary>
    public bool EmbedsGuidance { get; init; }

    /// <summary>Whether it was made to draw in few steps (LCM, Turbo, Lightning). Default false.</summary>
    public bool IsDistilled { get; init; }

    /// <summary>Whether it was made for in-painting, and takes a mask as an input. Default false.</summary>
    public bool TakesMask { get; init; }

    /// <summary>Whether it is SDXL's refiner, which finishes pictures that another model began. Default false.</summary>
    public bool IsRefiner { get; init; }

    /// <summary>Layers of the U-Net's up path: the most that <c>GenerationRequest.ShallowLayers</c> can be; null where that is not known.</summary>
    public int? MaxShallowLayers { get; init; }

    /// <summary>The most layers that its text encoder can leave out at the end; null where that is not known.</summary>
    public int? MaxSkippedTextLayers { get; init; }
}
