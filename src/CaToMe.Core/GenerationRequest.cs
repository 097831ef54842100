using CaToMe.Merging;

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

    /// <summary>Seed of the initial noise; the same on every device, and the same as in diffusers on a CPU.</summary>
    public long Seed { get; init; }

    /// <summary>Pictures drawn in one U-Net batch from one generator (diffusers' num_images_per_prompt), from 1 to 64. Default 1.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Width in pixels, a multiple of the autoencoder's factor. Null: the model's own.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, a multiple of the autoencoder's factor. Null: the model's own.</summary>
    public int? Height { get; init; }

    /// <summary>A scheduler's name (see <see cref="Sampling.SchedulerCatalog.Names"/>). Null: the model's own.</summary>
    public string? Scheduler { get; init; }

    /// <summary>Text encoder layers to leave out at the end, in diffusers' meaning. Null or 0: none.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>How tokens are merged. Default: not at all.</summary>
    public MergeOptions Merge { get; init; } = MergeOptions.None;

    /// <summary>Noise to begin with instead of the seed's, [batch, 4, H / 8, W / 8], unit variance.</summary>
    public Latents? InitialLatents { get; init; }

    /// <summary>Whether to keep, per block and U-Net call, the token pairs and similarities as well as the counts. Default false.</summary>
    public bool CollectPairs { get; init; }

    /// <summary>The same request for several seeds: <see cref="Seed"/>, <see cref="Seed"/> + 1, ...</summary>
    /// <param name="count">How many.</param>
    /// <returns>A request per seed; each gives what it gives alone.</returns>
    public IEnumerable<GenerationRequest> Series(int count) => Enumerable.Range(0, count).Select(i => this with { Seed = Seed + i });
}
