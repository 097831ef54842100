using System.Text.RegularExpressions;

namespace CaToMe.Tool.Options;

/// <summary>The engine's option names as the command line spells them.</summary>
internal static partial class OptionSpelling
{
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["Prompt"] = "PROMPT",
        ["NegativePrompt"] = "--negative",
        ["Steps"] = "--steps",
        ["GuidanceScale"] = "--guidance",
        ["Seed"] = "--seed",
        ["Batch"] = "--batch",
        ["Count"] = "--count",
        ["Width"] = "--width",
        ["Height"] = "--height",
        ["Scheduler"] = "--sampler",
        ["ClipSkip"] = "--clip-skip",
        ["AllowNonfinite"] = "--allow-nonfinite",
        ["VaeTiling"] = "--vae-tiling",
        ["Device"] = "--device",
        ["Dtype"] = "--dtype",
        ["Prediction"] = "--prediction",
        ["TimestepSpacing"] = "--timestep-spacing",
        ["ConfigFolder"] = "--config",
        ["Ratio"] = "--ratio",
        ["Threshold"] = "--threshold",
        ["Stride"] = "--stride",
        ["MaxDownsample"] = "--max-downsample",
        ["Checkpoints"] = "--checkpoints",
        ["Repeats"] = "--repeats",
        ["PeersFolder"] = "--peers",
    };

    /// <summary>The error's message, with the options that it names as the user types them.</summary>
    internal static string Of(CaToMeException error) =>
        error is OptionException { Option: var name } && Spellings.TryGetValue(name, out var spelling) && error.Message.StartsWith(name, StringComparison.Ordinal)
            ? spelling + error.Message[name.Length..]
            : InAdvice(error.Message);

    /// <summary>A message of the engine that tells which setting to change.</summary>
    internal static string InAdvice(string message) => Setting().Replace(message, match => Spellings[match.Value]);

    [GeneratedRegex(@"\b(Ratio|Threshold|Stride|MaxDownsample|Checkpoints|Device|Dtype|AllowNonfinite)\b")]
    private static partial Regex Setting();
}
