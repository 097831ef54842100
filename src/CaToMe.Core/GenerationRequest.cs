using CaToMe.Merging;
using CaToMe.Sampling;

namespace CaToMe;

/// <summary>One picture to draw, or one batch of pictures of the same prompt from one generator.</summary>
public sealed record GenerationRequest
{
    /// <summary>What to draw.</summary>
    public required string Prompt { get; init; }

    /// <summary>What to keep away from. Default: nothing.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Sampling steps, from 1 to 1000. Default 25.</summary>
    public int Steps { get; init; } = 25;

    /// <summary>Classifier-free guidance scale; 1 or less turns guidance off. Null: the model's default (<see cref="ModelInfo.DefaultGuidanceScale"/>).</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Seed of the initial noise; the same on every device, and the same as in diffusers on a CPU. Default 42: fixed, not drawn, so that a first try can be repeated.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Pictures drawn in one U-Net batch from one generator (diffusers' num_images_per_prompt), from 1 to 64. Default 1.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Width in pixels, a multiple of the autoencoder's factor. Null: the model's own.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, a multiple of the autoencoder's factor. Null: the model's own.</summary>
    public int? Height { get; init; }

    /// <summary>A scheduler's name (see <see cref="SchedulerCatalog.Names"/>). Null: the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Text encoder layers to leave out at the end, in diffusers' meaning. Null or 0: none.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>
    /// Whether the picture is decoded in tiles. Default: as memory allows. A result's request says what was chosen, so that
    /// it repeats the picture elsewhere too.
    /// </summary>
    public VaeTiling VaeTiling { get; init; } = VaeTiling.Auto;

    /// <summary>How tokens are merged; what is left open is as recommended for the model (<see cref="ModelInfo.RecommendedMerge"/>). Default: not at all.</summary>
    public MergeOptions Merge { get; init; } = MergeOptions.None;

    /// <summary>Noise to begin with instead of the seed's, [batch, 4, H / 8, W / 8], unit variance.</summary>
    public Latents? InitialLatents { get; init; }

    /// <summary>Whether to keep, per block and U-Net call, the token pairs and similarities as well as the counts. Default false.</summary>
    public bool CollectPairs { get; init; }

    /// <summary>
    /// Whether to draw on with text embeddings, latents or pixels that are not finite, for a look at what becomes of them: a warning names the first such
    /// stage. Default false: it is an error.
    /// </summary>
    public bool AllowNonfinite { get; init; }

    /// <summary>The same request for several seeds: <see cref="Seed"/>, <see cref="Seed"/> + 1, ...</summary>
    /// <param name="count">How many, from 1 to 100,000.</param>
    /// <returns>A request per seed; each gives what it gives alone.</returns>
    /// <exception cref="OptionException"><paramref name="count"/> is out of range, or the last seed would be greater than any.</exception>
    public IEnumerable<GenerationRequest> Series(int count) =>
        count is not (>= 1 and <= 100_000) ? throw new OptionException("Count", count, "give the number of pictures of each prompt, from 1 to 100000.")
        : Seed > long.MaxValue - (count - 1) ? throw new OptionException("Seed", Seed, $"give at most {long.MaxValue - (count - 1)}, so that each of {count} pictures has a seed.")
        : Enumerable.Range(0, count).Select(i => this with { Seed = Seed + i });

    /// <summary>Checks what can be checked without a model.</summary>
    /// <exception cref="OptionException">A setting is out of range: the message says which, and what is accepted.</exception>
    public void Validate()
    {
        if (Prompt is null || NegativePrompt is null || Merge is null)
        {
            throw new OptionException(Prompt is null ? "Prompt" : NegativePrompt is null ? "NegativePrompt" : "Merge", null, "give a value; an empty text and MergeOptions.None are values.");
        }

        Merge.Validate();
        if (Steps is not (>= 1 and <= 1000))
        {
            throw new OptionException("Steps", Steps, "give a number of steps from 1 to 1000 (25 is common).");
        }

        if (Batch is not (>= 1 and <= 64))
        {
            throw new OptionException("Batch", Batch, "give a number of pictures from 1 to 64.");
        }

        if (GuidanceScale is { } scale && scale is not (>= 0 and <= 100))
        {
            throw new OptionException("GuidanceScale", scale, "give a number from 0 to 100 (7.5 is common; 1 turns guidance off).");
        }

        if (ClipSkip is < 0)
        {
            throw new OptionException("ClipSkip", ClipSkip, "give the number of text encoder layers to leave out, from 0.");
        }

        if (!Enum.IsDefined(VaeTiling))
        {
            throw new OptionException("VaeTiling", VaeTiling, "give Auto, On or Off.");
        }

        if (InitialLatents is { } latents && latents.Values.Length != latents.Shape.Aggregate(1L, (product, size) => product * size))
        {
            throw new OptionException("InitialLatents", $"{latents.Values.Length} values", $"the shape [{string.Join(", ", latents.Shape)}] needs another number of them.");
        }

        if (InitialLatents is { } noise && !Array.TrueForAll(noise.Values, float.IsFinite))
        {
            throw new OptionException("InitialLatents", "not finite", "give numbers, without NaN and infinities.");
        }
    }

    /// <summary>Checks every setting and fills in what is left to the model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>A request without nulls among size, guidance scale, scheduler and merge settings.</returns>
    /// <exception cref="OptionException">A setting is out of range: the message says which, and what is accepted.</exception>
    internal GenerationRequest Resolve(ModelInfo model)
    {
        Validate();
        return this with
        {
            Width = Side("Width", Width ?? model.DefaultWidth, model.AutoencoderFactor),
            Height = Side("Height", Height ?? model.DefaultHeight, model.AutoencoderFactor),
            GuidanceScale = GuidanceScale ?? model.DefaultGuidanceScale,
            Merge = Merge.FilledFrom(model.RecommendedMerge),
            Scheduler = Scheduler is null ? model.DefaultScheduler : SchedulerCatalog.Resolve(Scheduler),
        };
    }

    private static int Side(string name, int pixels, int factor) =>
        pixels >= factor && pixels <= 16384 && pixels % factor == 0 ? pixels
        : throw new OptionException(name, pixels, $"give a multiple of {factor} from {factor} to 16384 pixels (the nearest is {Math.Clamp((pixels + (factor / 2)) / factor * factor, factor, 16384)}).");
}
