using System.Globalization;
using CaToMe.Adapters;
using CaToMe.Merging;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.Settings;

namespace CaToMe.Requests;

/// <summary>The settings of a <see cref="GenerationRequest"/>, beside its prompt and how it merges: see docs/settings.md.</summary>
public static class RequestSettings
{
    private static readonly GenerationRequest Defaults = new() { Prompt = "" };

    /// <summary>See <see cref="GenerationRequest.NegativePrompt"/>.</summary>
    public static Setting<GenerationRequest, string> NegativePrompt { get; } =
        new("NegativePrompt", SettingKind.Text, r => r.NegativePrompt, (r, v) => r with { NegativePrompt = v })
        {
            Aliases = ["Negative"],
            Option = "--negative",
            OptionAliases = ["-n", "--negative-prompt"],
            Placeholder = "TEXT",
            Summary = "The negative prompt: what the picture should not show.",
            Default = "nothing",
            InRange = v => v is not null,
            Accepted = "give a value; an empty text is one.",
            Off = v => v is "",
            WithoutEffect = Unguided,
        };

    /// <summary>See <see cref="GenerationRequest.Seed"/>.</summary>
    public static Setting<GenerationRequest, long> Seed { get; } = new("Seed", SettingKind.Seed, r => r.Seed, (r, v) => r with { Seed = v })
    {
        Option = "--seed",
        OptionAliases = ["-s"],
        WebUi = "Seed",
        Placeholder = "N|random",
        Summary = "Seed of the noise: the same seed gives the same picture.",
        Default = Invariant(Defaults.Seed),
        Suggestions = ["random"],
    };

    /// <summary>See <see cref="GenerationRequest.Width"/>.</summary>
    public static Setting<GenerationRequest, int?> Width { get; } = new("Width", SettingKind.WholeNumber, r => r.Width, (r, v) => r with { Width = v })
    {
        Option = "--width",
        OptionAliases = ["-W"],
        Placeholder = "PIXELS",
        Summary = "Width in pixels, a multiple of 8 (of 4 for the embedded model).",
        Default = "the model's",
    };

    /// <summary>See <see cref="GenerationRequest.Height"/>.</summary>
    public static Setting<GenerationRequest, int?> Height { get; } = new("Height", SettingKind.WholeNumber, r => r.Height, (r, v) => r with { Height = v })
    {
        Option = "--height",
        OptionAliases = ["-H"],
        Placeholder = "PIXELS",
        Summary = "Height in pixels, a multiple of 8 (of 4 for the embedded model).",
        Default = "the model's",
    };

    /// <summary>Width and height in one value, for the cmdlets.</summary>
    public static Setting<GenerationRequest, ImageSize?> Size { get; } =
        new("Size", SettingKind.Size, SizeOf, (r, v) => r with { Width = v?.Width, Height = v?.Height })
        {
            WebUi = "Size",
            Summary = "Width and height in pixels, such as 512x512, or one number for a square.",
            Default = "the model's",
            Suggestions = ["256x256", "512x512", "512x768", "768x512", "768x768", "1024x1024"],
        };

    /// <summary>See <see cref="GenerationRequest.Steps"/>.</summary>
    public static Setting<GenerationRequest, int> Steps { get; } = new("Steps", SettingKind.WholeNumber, r => r.Steps, (r, v) => r with { Steps = v })
    {
        Option = "--steps",
        WebUi = "Steps",
        Placeholder = "N",
        Summary = "Sampling steps, 1 to 1000. More take longer and are finer.",
        Default = Invariant(Defaults.Steps),
        InRange = v => v is >= 1 and <= 1000,
        Accepted = "give a number of steps from 1 to 1000 (25 is common).",
    };

    /// <summary>See <see cref="GenerationRequest.GuidanceScale"/>.</summary>
    public static Setting<GenerationRequest, double?> GuidanceScale { get; } =
        new("GuidanceScale", SettingKind.Number, r => r.GuidanceScale, (r, v) => r with { GuidanceScale = v })
        {
            Aliases = ["Guidance", "CfgScale"],
            Option = "--guidance",
            OptionAliases = ["--cfg-scale"],
            WebUi = "CFG scale",
            Placeholder = "SCALE",
            Summary = "How closely to follow the prompt; 1 turns guidance off and takes half the time.",
            Default = $"the model's ({Invariant(Recommendations.Shipped.OfEmbedded.GuidanceScale)} for the embedded one, 7.5 for most others)",
            InRange = v => v is null or (>= 0 and <= 100),
            Accepted = "give a number from 0 to 100 (7.5 is common; 1 turns guidance off).",
        };

    /// <summary>See <see cref="GenerationRequest.Sampler"/>.</summary>
    public static Setting<GenerationRequest, string?> Sampler { get; } =
        new("Sampler", SettingKind.Text, r => r.Sampler, (r, v) => r with { Sampler = SamplerCatalog.Resolve(v!) })
        {
            Aliases = ["Scheduler"],
            Option = "--sampler",
            OptionAliases = ["--scheduler", "--sampling-method"],
            Placeholder = "NAME",
            Summary = $"One of {string.Join(", ", SamplerCatalog.Names)}.",
            Default = "the model's",
            InRange = v => v is null || SamplerCatalog.NameOf(v) is not null,
            Accepted = SamplerCatalog.Accepted,
            Suggestions = SamplerCatalog.Names,
            WebUi = "Sampler",
            ToWebUi = r => r.Sampler is { } name ? SamplerCatalog.DisplayName(name) : null,
        };

    /// <summary>See <see cref="GenerationRequest.Schedule"/>; its value is the schedule's text.</summary>
    public static Setting<GenerationRequest, string?> Schedule { get; } =
        new("Schedule", SettingKind.Text, r => r.Schedule?.Name, (r, v) => r with { Schedule = TimestepSchedule.Parse(v!) })
        {
            Option = "--schedule",
            Placeholder = "NAME|LIST",
            Summary = $"Where the noise levels lie: {string.Join(", ", TimestepSchedule.Names)}, or falling timesteps such as 999,850,736.",
            Default = "where the sampler puts them",
            Suggestions = TimestepSchedule.Names,
        };

    /// <summary>See <see cref="GenerationRequest.GuidanceCalls"/>; its value is the schedule's text.</summary>
    public static Setting<GenerationRequest, string?> GuidanceCalls { get; } = CallsSetting(
        "GuidanceCalls", "--guidance-calls", "The U-Net calls that compute guidance anew; at the others it is continued, which takes half the time.",
        r => r.GuidanceCalls, (r, v) => r with { GuidanceCalls = v }, Unguided);

    /// <summary>See <see cref="GenerationRequest.GuidanceInterval"/>; its value is the range's text.</summary>
    public static Setting<GenerationRequest, string?> GuidanceInterval { get; } =
        new("GuidanceInterval", SettingKind.Text, r => r.GuidanceInterval?.ToString(), (r, v) => r with { GuidanceInterval = ShareRange.Parse(v!) })
        {
            Option = "--guidance-interval",
            Placeholder = "FROM-TO",
            Summary = "The part of the run that is guided, such as 0.2-0.8. Another picture, in less time.",
            Default = "0-1, all of it",
            Accepted = ShareRange.Accepted,
            Off = v => v is null or "0-1",
            WithoutEffect = Unguided,
        };

    /// <summary>See <see cref="GenerationRequest.DeepCalls"/>; its value is the schedule's text.</summary>
    public static Setting<GenerationRequest, string?> DeepCalls { get; } = CallsSetting(
        "DeepCalls", "--deep-calls", "The U-Net calls that compute its deeper layers; at the others what these give is continued.",
        r => r.DeepCalls, (r, v) => r with { DeepCalls = v });

    /// <summary>See <see cref="GenerationRequest.ShallowLayers"/>.</summary>
    public static Setting<GenerationRequest, int> ShallowLayers { get; } =
        new("ShallowLayers", SettingKind.WholeNumber, r => r.ShallowLayers, (r, v) => r with { ShallowLayers = v })
        {
            Option = "--shallow-layers",
            Placeholder = "N",
            Summary = "Layers of the U-Net's up path that every call computes, counted from its end.",
            Default = Invariant(Defaults.ShallowLayers),
            InRange = v => v >= 1,
            Accepted = "give a number of layers from 1.",
            Off = v => v is 1,
            WithoutEffect = r => r.DeepCalls is null ? "without {DeepCalls}, which says which calls leave the deeper layers out" : null,
        };

    /// <summary>See <see cref="GenerationRequest.UNetCalls"/>; its value is the schedule's text.</summary>
    public static Setting<GenerationRequest, string?> UNetCalls { get; } = CallsSetting(
        "UNetCalls", "--unet-calls", "The U-Net calls that are made; at the others the prediction is continued.",
        r => r.UNetCalls, (r, v) => r with { UNetCalls = v });

    /// <summary>See <see cref="GenerationRequest.ClipSkip"/>.</summary>
    public static Setting<GenerationRequest, int?> ClipSkip { get; } =
        new("ClipSkip", SettingKind.WholeNumber, r => r.ClipSkip, (r, v) => r with { ClipSkip = v is 0 ? null : v })
        {
            Option = "--clip-skip",
            Placeholder = "N",
            Summary = "Text encoder layers to leave out at the end.",
            Default = "0",
            InRange = v => v is null or >= 0,
            Accepted = "give the number of text encoder layers to leave out, from 0.",
            Effective = r => r.ClipSkip ?? 0,
            Off = v => v is 0,
            WebUi = "Clip skip",
            ToWebUi = r => r.ClipSkip > 0 ? r.ClipSkip + 1 : null,
            FromWebUi = SkippedLayers,
        };

    /// <summary>See <see cref="GenerationRequest.PromptSyntax"/>.</summary>
    public static Setting<GenerationRequest, PromptSyntax> PromptSyntax { get; } =
        new("PromptSyntax", SettingKind.OneOf<PromptSyntax>(), r => r.PromptSyntax, (r, v) => r with { PromptSyntax = v })
        {
            Option = "--prompt-syntax",
            Placeholder = "plain|webui",
            Summary = "How prompts are read: as plain text, or with the web UI's (word:1.3), [a:b:0.5], BREAK and the like.",
            Default = "plain",
            InRange = Enum.IsDefined,
            Accepted = "give Plain or WebUi.",
            Off = v => v is Requests.PromptSyntax.Plain,
        };

    /// <summary>See <see cref="GenerationRequest.Lora"/>.</summary>
    public static Setting<GenerationRequest, string?> Lora { get; } = new("Lora", SettingKind.Text, r => r.Lora, (r, v) => r with { Lora = v })
    {
        Option = "--lora",
        Placeholder = "NAME:WEIGHT,...",
        Summary = "LoRA adapters with their weights: names, or paths of .safetensors files.",
        Default = "none",
        InRange = v => v is null || LoraReference.ParseList(v) is not null,
        Accepted = LoraReference.Accepted,
        Off = v => v is null or "",
    };

    /// <summary>See <see cref="GenerationRequest.VaeTiling"/>.</summary>
    public static Setting<GenerationRequest, VaeTiling> VaeTiling { get; } =
        new("VaeTiling", SettingKind.OneOf<VaeTiling>(), r => r.VaeTiling, (r, v) => r with { VaeTiling = v })
        {
            Option = "--vae-tiling",
            Placeholder = "auto|on|off",
            Summary = "Decode a large picture in tiles: less memory, slightly other pixels.",
            Default = "auto, where the whole one needs more memory than is free",
            InRange = Enum.IsDefined,
            Accepted = "give Auto, On or Off.",
            Off = v => v is Requests.VaeTiling.Auto,
        };

    /// <summary>See <see cref="GenerationRequest.Batch"/>.</summary>
    public static Setting<GenerationRequest, int> Batch { get; } = new("Batch", SettingKind.WholeNumber, r => r.Batch, (r, v) => r with { Batch = v })
    {
        Option = "--batch",
        Placeholder = "N",
        Summary = "Pictures that are drawn at once from one generator, as diffusers' num_images_per_prompt.",
        Default = Invariant(Defaults.Batch),
        InRange = v => v is >= 1 and <= 64,
        Accepted = "give a number of pictures from 1 to 64.",
        Off = v => v is 1,
    };

    /// <summary>See <see cref="GenerationRequest.CollectPairs"/>.</summary>
    public static Setting<GenerationRequest, bool> CollectStatistics { get; } =
        new("CollectStatistics", SettingKind.Switch, r => r.CollectPairs, (r, v) => r with { CollectPairs = v })
        {
            Summary = "Keeps, per block and U-Net call, which tokens were merged and how alike they were.",
            WithoutEffect = r => r.Merge.Method == MergeMethod.None ? "without merging: choose a method of merging" : null,
        };

    /// <summary>See <see cref="GenerationRequest.AllowNonfinite"/>.</summary>
    public static Setting<GenerationRequest, bool> AllowNonfinite { get; } =
        new("AllowNonfinite", SettingKind.Switch, r => r.AllowNonfinite, (r, v) => r with { AllowNonfinite = v })
        {
            Option = "--allow-nonfinite",
            Summary = "Draw on with NaN and infinities, which are an error otherwise: to look at a broken model.",
        };

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<GenerationRequest>> All { get; } =
        [NegativePrompt, Seed, Width, Height, Size, Steps, GuidanceScale, Sampler, Schedule, GuidanceCalls, GuidanceInterval, DeepCalls, ShallowLayers,
        UNetCalls, ClipSkip, PromptSyntax, Lora, VaeTiling, Batch, .. PictureSettings.All, AllowNonfinite, CollectStatistics];

    /// <summary>Which calls compute something, and which continue it.</summary>
    private static Setting<GenerationRequest, string?> CallsSetting(
        string name, string option, string summary, Func<GenerationRequest, CheckpointSchedule?> get,
        Func<GenerationRequest, CheckpointSchedule, GenerationRequest> with, Func<GenerationRequest, string?>? withoutEffect = null) =>
        new(name, SettingKind.Text, r => get(r)?.Name, (r, v) => with(r, CheckpointSchedule.Parse(v!, name)))
        {
            Option = option,
            Placeholder = "every-N|LIST",
            Summary = summary,
            Default = "all",
            Suggestions = ["every-2", "every-3", "0-4,6,8"],
            Off = v => v is null or "all",
            WithoutEffect = withoutEffect ?? (_ => null),
        };

    private static string? Unguided(GenerationRequest request) =>
        request.GuidanceScale <= 1 ? "with {GuidanceScale} 1 or less, which turns guidance off" : null;

    /// <summary>The web UI names the layer that is used, counted from the end; some programs count backwards: -2 is the second.</summary>
    private static object? SkippedLayers(string text) =>
        SettingKind.Number.Read(text) is double layer && double.IsInteger(layer) && Math.Abs(layer) < 100 ? Math.Max(0, (int)Math.Abs(layer) - 1) : null;

    private static ImageSize? SizeOf(GenerationRequest request) =>
        request is { Width: { } width, Height: { } height } ? new ImageSize(width, height) : null;

    private static string Invariant(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
