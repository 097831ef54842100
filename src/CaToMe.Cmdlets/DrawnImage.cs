using System.Collections;
using CaToMe.Imaging;
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
    private protected DrawnImage(ImageMetadata metadata) => Metadata = metadata;

    /// <summary>What the picture's file carries.</summary>
    internal ImageMetadata Metadata { get; }

    private GenerationRequest Request => Metadata.Request;

    /// <summary>What was drawn.</summary>
    public string Prompt => Request.Prompt;

    /// <summary>What was kept away from.</summary>
    public string NegativePrompt => Request.NegativePrompt;

    /// <summary>
    /// Seed of the noise; null where it is not known, such as the -1 of other programs. Piped to New-DiffusionImage, such a picture is drawn
    /// with a fresh one.
    /// </summary>
    public long? Seed => Metadata.States(nameof(Seed)) ? Request.Seed : null;

    /// <summary>Width and height in pixels; null where they are not known.</summary>
    public ImageSize? Size => (ImageSize?)RequestSettings.Size.Get(Request);

    /// <summary>Sampling steps; null where they are not known.</summary>
    public int? Steps => Metadata.States(nameof(Steps)) ? Request.Steps : null;

    /// <summary>Guidance scale; null where it is not known.</summary>
    public double? GuidanceScale => Request.GuidanceScale;

    /// <summary>Sampler; null where it is not known.</summary>
    public string? Sampler => Request.Sampler;

    /// <summary>Where the noise levels lay; null: where the sampler puts them.</summary>
    public string? Schedule => Request.Schedule?.Name;

    /// <summary>The U-Net calls that computed guidance anew; null: all.</summary>
    public string? GuidanceCalls => Request.GuidanceCalls?.Name;

    /// <summary>The part of the run that was guided; null: all of it.</summary>
    public string? GuidanceInterval => Request.GuidanceInterval?.ToString();

    /// <summary>The U-Net calls that computed its deeper layers; null: all.</summary>
    public string? DeepCalls => Request.DeepCalls?.Name;

    /// <summary>Layers of the U-Net's up path that every call computed; null where every call computed all of it.</summary>
    public int? ShallowLayers => Request.DeepCalls is null ? null : Request.ShallowLayers;

    /// <summary>The U-Net calls that were made; null: all.</summary>
    public string? UNetCalls => Request.UNetCalls?.Name;

    /// <summary>Text encoder layers left out.</summary>
    public int? ClipSkip => Request.ClipSkip;

    /// <summary>How its prompts were read.</summary>
    public PromptSyntax PromptSyntax => Request.PromptSyntax;

    /// <summary>Its LoRA adapters with their weights; null: none.</summary>
    public string? Lora => Request.Lora;

    /// <summary>Whether it was decoded in tiles; Auto where it is not known.</summary>
    public VaeTiling VaeTiling => Request.VaeTiling;

    /// <summary>The picture that it began at; null where that was noise.</summary>
    public string? InitImage => Request.InitImage?.Path;

    /// <summary>The ControlNets and their pictures; null where there were none.</summary>
    public string? Control => Request.Control;

    /// <summary>How much of <see cref="InitImage"/> was drawn anew; null where there was none.</summary>
    public double? Strength => Request.InitImage is null ? null : Request.Strength;

    /// <summary>The mask; null where there was none.</summary>
    public string? Mask => Request.Mask?.Path;

    /// <summary>Whether the mask's black was drawn anew.</summary>
    public bool InvertMask => Request.InvertMask;

    /// <summary>How soft the mask's edge is, in pixels; null where there was none.</summary>
    public int? MaskBlur => Request.Mask is null ? null : Request.MaskBlur;

    /// <summary>Pixels around the part that the mask marks; null where all of the picture was drawn.</summary>
    public int? MaskPadding => Request.MaskPadding;

    /// <summary>How many times as large the second pass drew it; 1 where there was none.</summary>
    public double Hires => Request.Hires;

    /// <summary>What was made larger for the second pass; null where there was none.</summary>
    public HiresUpscaler? HiresUpscaler => Request.Hires == 1 ? null : Request.HiresUpscaler;

    /// <summary>How much the second pass drew anew; null where there was none.</summary>
    public double? HiresStrength => Request.Hires == 1 ? null : Request.HiresStrength;

    /// <summary>Steps that the second pass was to take; null where its strength decided.</summary>
    public int? HiresSteps => Request.HiresSteps;

    /// <summary>Pictures in the batch that it is of.</summary>
    public int Batch => Request.Batch;

    /// <summary>Its place in the batch, from 0.</summary>
    public int BatchIndex => Metadata.BatchIndex;

    /// <summary>Realised merge ratio: share of the tokens that were merged in the blocks that took part, 0 to 1; null where it is not known.</summary>
    public double? MergeRatio => Metadata.MergedShare;

    /// <summary>Time from the tokens of the prompt to the pixels, for the batch; null where it is not known.</summary>
    public TimeSpan? Elapsed => Metadata.Elapsed;

    /// <summary>First ten digits of the SHA-256 of the weights of the model that drew it; null where it is not known.</summary>
    public string? ModelHash => Metadata.ModelHash;

    /// <summary>How tokens were merged; its text is a value for -Merge.</summary>
    public MergeOptions Merge => Request.Merge;

    /// <summary>Every setting by its parameter, for splatting: <c>$s = $image.GetSettings(); New-DiffusionImage @s</c>.</summary>
    public virtual Hashtable GetSettings() => ImageSettings.Of(Request, unstated: Metadata.Unstated);
}
