using System.Globalization;
using CaToMe.Settings;

namespace CaToMe.Previews;

/// <summary>The settings of <see cref="PreviewOptions"/>.</summary>
public static class PreviewSettings
{
    private static readonly PreviewOptions Defaults = new();

    /// <summary>See <see cref="PreviewOptions.Preview"/>.</summary>
    public static Setting<PreviewOptions, string> Preview { get; } = new("Preview", SettingKind.Text, o => o.Preview, (o, v) => o with { Preview = v })
    {
        Option = "--preview",
        Placeholder = "off|linear|taesd:PATH",
        Summary = "Small pictures of what is being drawn: linear, from the latents' colours, or taesd:PATH, by a TAESD decoder (.safetensors).",
        Default = Defaults.Preview,
        InRange = v => v is not null
            && (Is(v, PreviewOptions.Off) || Is(v, PreviewOptions.Linear) || new PreviewOptions { Preview = v }.Decoder is { Length: > 0 }),
        Accepted = "give off, linear or taesd:PATH, a .safetensors file.",
        Suggestions = [PreviewOptions.Off, PreviewOptions.Linear, PreviewOptions.Taesd],
        Off = v => v is PreviewOptions.Off,
    };

    /// <summary>See <see cref="PreviewOptions.PreviewEvery"/>.</summary>
    public static Setting<PreviewOptions, int> PreviewEvery { get; } =
        new("PreviewEvery", SettingKind.WholeNumber, o => o.PreviewEvery, (o, v) => o with { PreviewEvery = v })
        {
            Option = "--preview-every",
            OptionAliases = ["--preview-interval"],
            Placeholder = "N",
            Summary = "Sampling steps from one preview to the next; the last step has one too.",
            Default = Defaults.PreviewEvery.ToString(CultureInfo.InvariantCulture),
            InRange = v => v is >= 1 and <= 1000,
            Accepted = "give a number of steps from 1 to 1000.",
            WithoutEffect = WithoutPreviews,
        };

    /// <summary>See <see cref="PreviewOptions.PreviewPath"/>.</summary>
    public static Setting<PreviewOptions, string?> PreviewPath { get; } =
        new("PreviewPath", SettingKind.Text, o => o.PreviewPath, (o, v) => o with { PreviewPath = v })
        {
            Option = "--preview-path",
            Placeholder = "FILE.png",
            Summary = "A file that each preview replaces; with {step} in its name, a file for each. May be a folder or a pattern.",
            Default = "no file",
            Accepted = "give a .png file, such as preview.png or previews/{step:000}.png.",
            InRange = v => v is null || Path.GetExtension(v).Equals(".png", StringComparison.OrdinalIgnoreCase),
            WithoutEffect = WithoutPreviews,
        };

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<PreviewOptions>> All { get; } = [Preview, PreviewEvery, PreviewPath];

    private static bool Is(string value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static string? WithoutPreviews(PreviewOptions options) => options.AreOn ? null : "without {Preview}, which says how latents become colours";
}
