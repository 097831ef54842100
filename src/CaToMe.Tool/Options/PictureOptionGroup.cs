using System.CommandLine;
using System.Globalization;
using CaToMe.Sampling;

namespace CaToMe.Tool.Options;

/// <summary>What is drawn and how it is sampled.</summary>
internal sealed class PictureOptionGroup : OptionGroup
{
    private static readonly GenerationRequest Defaults = new() { Prompt = "" };

    private readonly Option<string?> negative, sampler, tiling;
    private readonly Option<int?> steps, width, height, clipSkip;
    private readonly Option<double?> guidance;
    private readonly Option<long?> seed;
    private readonly Option<bool> allowNonfinite;

    internal PictureOptionGroup() : base("Picture")
    {
        negative = Add(OptionTypes.Text("--negative", "TEXT", "What to keep away from. Default: nothing."));
        seed = Add(OptionTypes.LongNumber("--seed", "N", string.Create(CultureInfo.InvariantCulture, $"The same seed gives the same picture. Default: {Defaults.Seed}.")));
        steps = Add(OptionTypes.WholeNumber("--steps", "N", string.Create(CultureInfo.InvariantCulture, $"Sampling steps, 1 to 1000. More take longer and are finer. Default: {Defaults.Steps}.")));
        guidance = Add(OptionTypes.Number("--guidance", "SCALE", string.Create(CultureInfo.InvariantCulture, $"How closely to follow the prompt; 1 turns guidance off and takes half the time. Default: the model's ({EmbeddedModel.GuidanceScale} for the embedded one, 7.5 for most others).")));
        sampler = Add(OptionTypes.Text("--sampler", "NAME", $"One of {string.Join(", ", SchedulerCatalog.Names)}. Default: the model's.", [.. SchedulerCatalog.Names]));
        width = Add(OptionTypes.WholeNumber("--width", "PIXELS", "A multiple of 8 (of 4 for the embedded model). Default: the model's."));
        height = Add(OptionTypes.WholeNumber("--height", "PIXELS", "As for --width. Default: the model's."));
        clipSkip = Add(OptionTypes.WholeNumber("--clip-skip", "N", "Text encoder layers to leave out at the end. Default: 0."));
        allowNonfinite = Add(OptionTypes.Switch(
            "--allow-nonfinite", "Draw on with NaN and infinities, which are an error otherwise: to look at a broken model."));
        tiling = Add(OptionTypes.Choice(
            "--vae-tiling", "auto|on|off",
            "Decode a large picture in tiles: less memory, slightly other pixels. Default: auto, where the whole one needs more memory than is free.",
            ["auto", "on", "off"]));
    }

    internal GenerationRequest Read(ParseResult parsed, string prompt) => Defaults with
    {
        Prompt = prompt,
        NegativePrompt = parsed.GetValue(negative) ?? Defaults.NegativePrompt,
        Steps = parsed.GetValue(steps) ?? Defaults.Steps,
        GuidanceScale = parsed.GetValue(guidance),
        Seed = parsed.GetValue(seed) ?? Defaults.Seed,
        Width = parsed.GetValue(width),
        Height = parsed.GetValue(height),
        Scheduler = parsed.GetValue(sampler) is { } name ? SchedulerCatalog.Resolve(name) : null,
        ClipSkip = parsed.GetValue(clipSkip),
        AllowNonfinite = parsed.GetValue(allowNonfinite),
        VaeTiling = parsed.GetValue(tiling) is { } word ? Enum.Parse<VaeTiling>(word, ignoreCase: true) : Defaults.VaeTiling,
    };

    /// <summary>Settings that were given and do nothing beside the others.</summary>
    internal IEnumerable<string> WithoutEffect(ParseResult parsed)
    {
        if (IsGiven(parsed, negative) && parsed.GetValue(guidance) <= 1)
        {
            yield return "--negative has no effect: --guidance 1 or less turns guidance off.";
        }
    }
}
