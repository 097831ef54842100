using CaToMe.Settings;

namespace CaToMe.Models;

/// <summary>The settings of <see cref="PipelineOptions"/>. Their values are checked when a model is loaded.</summary>
public static class PipelineSettings
{
    /// <summary>See <see cref="PipelineOptions.ConfigFolder"/>.</summary>
    public static Setting<PipelineOptions, string?> ConfigFolder { get; } =
        new("ConfigFolder", SettingKind.Text, o => o.ConfigFolder, (o, v) => o with { ConfigFolder = v })
        {
            Option = "--config",
            Placeholder = "FOLDER",
            Summary = "For a single file of an unusual geometry: the diffusers folder whose config files apply.",
        };

    /// <summary>See <see cref="PipelineOptions.Device"/>.</summary>
    public static Setting<PipelineOptions, string> Device { get; } = new("Device", SettingKind.Text, o => o.Device, (o, v) => o with { Device = v })
    {
        Option = "--device",
        Placeholder = "auto|cpu|cuda|cuda:N",
        Summary = "Where to compute.",
        Default = "auto, the first GPU that CUDA knows, else the CPU",
        Suggestions = ["auto", "cpu", "cuda", "cuda:0", "cuda:1"],
    };

    /// <summary>See <see cref="PipelineOptions.Dtype"/>.</summary>
    public static Setting<PipelineOptions, string> Dtype { get; } =
        new("Dtype", SettingKind.OneOf("auto", "float32", "bfloat16", "float16"), o => o.Dtype, (o, v) => o with { Dtype = v })
        {
            Option = "--dtype",
            Placeholder = "auto|float32|bfloat16|float16",
            Summary = "Floating-point type.",
            Default = "auto, float32 on the CPU and float16 on a GPU",
        };

    /// <summary>See <see cref="PipelineOptions.Threads"/>.</summary>
    public static Setting<PipelineOptions, int?> Threads { get; } =
        new("Threads", SettingKind.WholeNumber, o => o.Threads, (o, v) => o with { Threads = v })
        {
            Option = "--threads",
            Placeholder = "N",
            Summary = "CPU threads to compute with.",
            Default = "one for each core",
            InRange = v => v is null or (>= 1 and <= 1024),
            Accepted = "give a number of threads from 1 to 1024.",
        };

    /// <summary>See <see cref="PipelineOptions.Prediction"/>.</summary>
    public static Setting<PipelineOptions, string?> Prediction { get; } =
        new("Prediction", SettingKind.OneOf(PipelineOptions.Predictions), o => o.Prediction, (o, v) => o with { Prediction = v })
        {
            Option = "--prediction",
            Placeholder = "epsilon|v_prediction|sample",
            Summary = "What the model predicts, where a single file does not say it rightly.",
            Default = "the model's",
        };

    /// <summary>See <see cref="PipelineOptions.TimestepSpacing"/>.</summary>
    public static Setting<PipelineOptions, string?> TimestepSpacing { get; } =
        new("TimestepSpacing", SettingKind.OneOf(PipelineOptions.TimestepSpacings), o => o.TimestepSpacing, (o, v) => o with { TimestepSpacing = v })
        {
            Option = "--timestep-spacing",
            Placeholder = "leading|trailing|linspace",
            Summary = "Which timesteps are visited: trailing for Turbo, Lightning and other distilled models.",
            Default = "the model's",
        };

    /// <summary>See <see cref="PipelineOptions.Vae"/>.</summary>
    public static Setting<PipelineOptions, string?> Vae { get; } = new("Vae", SettingKind.Text, o => o.Vae, (o, v) => o with { Vae = v })
    {
        Option = "--vae",
        Placeholder = "FILE|FOLDER",
        Summary = "An autoencoder in the place of the model's own: a .safetensors file or a diffusers folder.",
        Default = "the model's",
    };

    /// <summary>See <see cref="PipelineOptions.LoraFolder"/>.</summary>
    public static Setting<PipelineOptions, string?> LoraFolder { get; } =
        new("LoraFolder", SettingKind.Text, o => o.LoraFolder, (o, v) => o with { LoraFolder = v })
        {
            Option = "--lora-folder",
            Placeholder = "FOLDER",
            Summary = "Where LoRA files are found by name, subfolders too.",
            Default = "none, they are given by path",
        };

    /// <summary>See <see cref="PipelineOptions.Embeddings"/>.</summary>
    public static Setting<PipelineOptions, string?> Embeddings { get; } =
        new("Embeddings", SettingKind.Text, o => o.Embeddings, (o, v) => o with { Embeddings = v })
        {
            Aliases = ["Embedding"],
            Option = "--embedding",
            OptionAliases = ["--embeddings"],
            Placeholder = "FILE|FOLDER",
            Summary = "Textual inversion embeddings, which prompts call by their files' names.",
            Default = "none",
        };

    /// <summary>See <see cref="PipelineOptions.WildcardFolder"/>.</summary>
    public static Setting<PipelineOptions, string?> WildcardFolder { get; } =
        new("WildcardFolder", SettingKind.Text, o => o.WildcardFolder, (o, v) => o with { WildcardFolder = v })
        {
            Option = "--wildcards",
            Key = "wildcardFolder",
            Placeholder = "FOLDER",
            Summary = "Text files from which __NAME__ in a web UI prompt takes a line of NAME.txt, by the picture's seed.",
            Default = "none",
        };

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<PipelineOptions>> All { get; } = 
        [ConfigFolder, Device, Dtype, Threads, Prediction, TimestepSpacing, Vae, LoraFolder, Embeddings, WildcardFolder];
}
