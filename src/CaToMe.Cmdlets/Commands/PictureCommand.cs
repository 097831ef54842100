using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Requests;
using CaToMe.Settings;

namespace CaToMe.Commands;

/// <summary>What the cmdlets that draw pictures take alike: the settings of a picture.</summary>
public abstract class PictureCommand : EngineCommand
{
    /// <inheritdoc cref="GenerationRequest.NegativePrompt"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Negative")]
    [AllowEmptyString]
    public string? NegativePrompt { get; set; }

    /// <summary>Pictures per prompt and seed, with the seeds Seed, Seed + 1 and so on. Default 1.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Count { get; set; }

    /// <inheritdoc cref="GenerationRequest.Batch"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Batch { get; set; }

    /// <inheritdoc cref="GenerationRequest.Steps"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Steps { get; set; }

    /// <inheritdoc cref="GenerationRequest.GuidanceScale"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Guidance", "CfgScale")]
    [Number]
    public double? GuidanceScale { get; set; }

    /// <inheritdoc cref="GenerationRequest.Sampler"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Scheduler")]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? Sampler { get; set; }

    /// <inheritdoc cref="GenerationRequest.Schedule"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public object? Schedule { get; set; }

    /// <inheritdoc cref="GenerationRequest.GuidanceCalls"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public object? GuidanceCalls { get; set; }

    /// <inheritdoc cref="GenerationRequest.GuidanceInterval"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? GuidanceInterval { get; set; }

    /// <inheritdoc cref="GenerationRequest.DeepCalls"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public object? DeepCalls { get; set; }

    /// <inheritdoc cref="GenerationRequest.ShallowLayers"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? ShallowLayers { get; set; }

    /// <inheritdoc cref="GenerationRequest.UNetCalls"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public object? UNetCalls { get; set; }

    /// <summary>Width and height, such as 512x512. Default: the model's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public ImageSize? Size { get; set; }

    /// <inheritdoc cref="GenerationRequest.Width"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Width { get; set; }

    /// <inheritdoc cref="GenerationRequest.Height"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Height { get; set; }

    /// <inheritdoc cref="GenerationRequest.ClipSkip"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? ClipSkip { get; set; }

    /// <summary>How prompts are read: as plain text, or as the web UI does. Default: plain.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public PromptSyntax? PromptSyntax { get; set; }

    /// <inheritdoc cref="GenerationRequest.Lora"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(LoraCompleter))]
    public object? Lora { get; set; }

    /// <summary>Whether large pictures are decoded in tiles. Default: as memory allows.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VaeTiling? VaeTiling { get; set; }

    /// <inheritdoc cref="GenerationRequest.InitImage"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? InitImage { get; set; }

    /// <inheritdoc cref="GenerationRequest.Strength"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DenoisingStrength")]
    [Number]
    public double? Strength { get; set; }

    /// <inheritdoc cref="GenerationRequest.Mask"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Mask { get; set; }

    /// <inheritdoc cref="GenerationRequest.InvertMask"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter InvertMask { get; set; }

    /// <inheritdoc cref="GenerationRequest.MaskBlur"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? MaskBlur { get; set; }

    /// <inheritdoc cref="GenerationRequest.MaskPadding"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? MaskPadding { get; set; }

    /// <inheritdoc cref="GenerationRequest.Control"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("ControlNet")]
    public object? Control { get; set; }

    /// <inheritdoc cref="GenerationRequest.Hires"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number]
    public double? Hires { get; set; }

    /// <inheritdoc cref="GenerationRequest.HiresUpscaler"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public HiresUpscaler? HiresUpscaler { get; set; }

    /// <inheritdoc cref="GenerationRequest.HiresStrength"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number]
    public double? HiresStrength { get; set; }

    /// <inheritdoc cref="GenerationRequest.HiresSteps"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? HiresSteps { get; set; }

    /// <summary>A loaded model, its name, or a path. Default: the embedded model, loaded once per session.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public ModelReference? Model { get; set; }

    /// <inheritdoc cref="GenerationRequest.CollectPairs"/>
    [Parameter]
    public SwitchParameter CollectStatistics { get; set; }
}
