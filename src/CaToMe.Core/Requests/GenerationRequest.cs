using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.Settings;

namespace CaToMe.Requests;

/// <summary>One picture to draw, or one batch of pictures of the same prompt from one generator.</summary>
public sealed record GenerationRequest
{
    /// <summary>What to draw.</summary>
    public required string Prompt { get; init; }

    /// <summary>The negative prompt: what the picture should not show. Default: nothing.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Sampling steps, from 1 to 1000. Default 25.</summary>
    public int Steps { get; init; } = 25;

    /// <summary>Classifier-free guidance scale; 1 or less turns guidance off. Null: the model's default
    /// (<see cref="ModelInfo.DefaultGuidanceScale"/>).</summary>
    public double? GuidanceScale { get; init; }

    /// <summary>Seed of the initial noise; the same on every device, and the same as in diffusers on a CPU.
    /// Default 42: fixed, not drawn, so that a first try can be repeated.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Pictures drawn in one U-Net batch from one generator (diffusers' num_images_per_prompt), from 1 to 64. Default 1.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Width in pixels, a multiple of the autoencoder's factor. Null: the model's own.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, a multiple of the autoencoder's factor. Null: the model's own.</summary>
    public int? Height { get; init; }

    /// <summary>A sampler's name (see <see cref="SamplerCatalog.Names"/>). Null: the model's own.</summary>
    public string? Sampler { get; init; }

    /// <summary>Where the noise levels lie. Null: where the sampler puts them. A list of timesteps also says how many <see cref="Steps"/> there are.</summary>
    public TimestepSchedule? Schedule { get; init; }

    /// <summary>
    /// The U-Net calls that compute the prediction without the prompt, of those that are guided; at the others its difference from the one with the
    /// prompt is continued from earlier calls. Null: all.
    /// </summary>
    public CheckpointSchedule? GuidanceCalls { get; init; }

    /// <summary>The part of the run that is guided (Kynkäänniemi et al., arXiv 2404.07724); other calls follow the prompt alone. Null: all.</summary>
    public ShareRange? GuidanceInterval { get; init; }

    /// <summary>
    /// The U-Net calls that compute the network's deeper layers; at the others what these give is continued from earlier calls (as in DeepCache,
    /// arXiv 2312.00858, which keeps the last). Null: all.
    /// </summary>
    public CheckpointSchedule? DeepCalls { get; init; }

    /// <summary>Layers of the U-Net's up path that every call computes, counted from its end, from 1. Default 1.</summary>
    public int ShallowLayers { get; init; } = 1;

    /// <summary>The U-Net calls that are made; at the others the prediction is continued from earlier calls. Null: all.</summary>
    public CheckpointSchedule? UNetCalls { get; init; }

    /// <summary>Text encoder layers to leave out at the end, in diffusers' meaning. Null or 0: none.</summary>
    public int? ClipSkip { get; init; }

    /// <summary>
    /// How prompts are read: as plain text, or with the notation of AUTOMATIC1111's web UI. Default: plain. A prompt without notation and of at most
    /// 75 tokens gives the same picture to the bit either way.
    /// </summary>
    public PromptSyntax PromptSyntax { get; init; } = PromptSyntax.Plain;

    /// <summary>
    /// LoRA adapters with weights, such as <c>style:0.8,detail:-0.5</c>: names in <see cref="PipelineOptions.LoraFolder"/>, or paths of files. Null: none.
    /// </summary>
    public string? Lora { get; init; }

    /// <summary>
    /// Whether the picture is decoded in tiles. Default: as memory allows. A result's request says what was chosen, so that
    /// it repeats the picture elsewhere too.
    /// </summary>
    public VaeTiling VaeTiling { get; init; } = VaeTiling.Auto;

    /// <summary>How tokens are merged; what is left open is as recommended for the model
    /// (<see cref="ModelInfo.RecommendedMerge"/>). Default: not at all.</summary>
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
        : Seed > long.MaxValue - (count - 1) ? throw new OptionException(
            "Seed", Seed, $"give at most {long.MaxValue - (count - 1)}, so that each of {count} pictures has a seed.")
        : Enumerable.Range(0, count).Select(i => this with { Seed = Seed + i });

    /// <summary>Checks what can be checked without a model.</summary>
    /// <exception cref="OptionException">A setting is out of range: the message says which, and what is accepted.</exception>
    /// <exception cref="InvalidOptionsException">Several are.</exception>
    public void Validate()
    {
        var errors = new OptionErrors();
        Check(errors);
        errors.ThrowIfAny();
    }

    /// <summary>Checks every setting and fills in what is left to the model.</summary>
    /// <param name="model">The model.</param>
    /// <returns>A request without nulls among size, guidance scale, sampler and merge settings.</returns>
    /// <exception cref="OptionException">A setting is out of range: the message says which, and what is accepted.</exception>
    /// <exception cref="InvalidOptionsException">Several are.</exception>
    internal GenerationRequest Resolve(ModelInfo model)
    {
        var filled = this with
        {
            Width = Width ?? model.DefaultWidth,
            Height = Height ?? model.DefaultHeight,
            GuidanceScale = GuidanceScale ?? model.DefaultGuidanceScale,
            Sampler = Sampler ?? model.DefaultSampler,
            Steps = Schedule?.Timesteps?.Count ?? Steps,
        };
        var errors = new OptionErrors();
        filled.Check(errors);
        errors.AddRange(RequestSettings.CheckFor(filled, model));
        errors.ThrowIfAny();
        return filled with { Sampler = SamplerCatalog.Resolve(filled.Sampler), Merge = Merge.FilledFrom(model.RecommendedMerge) };
    }

    private void Check(OptionErrors errors)
    {
        if (Prompt is null)
        {
            errors.Add(new OptionException("Prompt", null, RequestSettings.NegativePrompt.Accepted));
        }

        if (Merge is null)
        {
            errors.Add(new OptionException("Merge", null, "give a value; MergeOptions.None is one."));
        }
        else
        {
            errors.AddFrom(MergeSettings.All, Merge);
        }

        errors.AddFrom(RequestSettings.All, this);
        if (InitialLatents is { } latents && latents.Values.Length != latents.Shape.Aggregate(1L, (product, size) => product * size))
        {
            var accepted = $"the shape [{string.Join(", ", latents.Shape)}] needs another number of them.";
            errors.Add(new OptionException("InitialLatents", $"{latents.Values.Length} values", accepted));
        }

        if (InitialLatents is { } noise && !Array.TrueForAll(noise.Values, float.IsFinite))
        {
            errors.Add(new OptionException("InitialLatents", "not finite", "give numbers, without NaN and infinities."));
        }
    }
}
