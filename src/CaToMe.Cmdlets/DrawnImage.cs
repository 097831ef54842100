using System.Collections;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe;

/// <summary>
/// The settings of a picture that was drawn, now or once. The properties have the names of New-DiffusionImage's parameters: piped to it, the
/// picture is drawn again.
/// </summary>
public abstract class DrawnImage
{
    private readonly GenerationRequest request;
    private readonly IReadOnlyList<string> unstated;

    private protected DrawnImage(GenerationRequest request, int batchIndex, params IReadOnlyList<string> unstated) =>
        (this.request, BatchIndex, this.unstated) = (request, batchIndex, unstated);

    /// <summary>What was drawn.</summary>
    public string Prompt => request.Prompt;

    /// <summary>What was kept away from.</summary>
    public string NegativePrompt => request.NegativePrompt;

    /// <summary>
    /// Seed of the noise; null where it is not known, such as the -1 of other programs. Piped to New-DiffusionImage, such a picture is drawn
    /// with a fresh one.
    /// </summary>
    public long? Seed => unstated.Contains(nameof(Seed)) ? null : request.Seed;

    /// <summary>Width and height in pixels; null where they are not known.</summary>
    public ImageSize? Size => (ImageSize?)RequestSettings.Size.Get(request);

    /// <summary>Sampling steps; null where they are not known.</summary>
    public int? Steps => unstated.Contains(nameof(Steps)) ? null : request.Steps;

    /// <summary>Guidance scale; null where it is not known.</summary>
    public double? GuidanceScale => request.GuidanceScale;

    /// <summary>Sampler; null where it is not known.</summary>
    public string? Sampler => request.Sampler;

    /// <summary>Text encoder layers left out.</summary>
    public int? ClipSkip => request.ClipSkip;

    /// <summary>Whether it was decoded in tiles; Auto where it is not known.</summary>
    public VaeTiling VaeTiling => request.VaeTiling;

    /// <summary>Pictures in the batch that it is of.</summary>
    public int Batch => request.Batch;

    /// <summary>Its place in the batch, from 0.</summary>
    public int BatchIndex { get; }

    /// <summary>How tokens were merged; its text is a value for -Merge.</summary>
    public MergeOptions Merge => request.Merge;

    /// <summary>Every setting by its parameter, for splatting: <c>$s = $image.GetSettings(); New-DiffusionImage @s</c>.</summary>
    public virtual Hashtable GetSettings() => ImageSettings.Of(request, unstated: unstated);
}
