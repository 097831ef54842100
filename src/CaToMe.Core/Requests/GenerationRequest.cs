using CaToMe.ControlNets;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Reuse;
using CaToMe.Sampling;
using CaToMe.Settings;
using CaToMe.Sources;

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
    /// ControlNets with the pictures that they follow, such as <c>canny.safetensors=edges.png:0.8:0-0.6</c>: a file or folder, a picture, and as may be how
    /// strongly it adds (from 0 to 10; 1) and in which part of the run (all of it). Several have commas between them. A picture of other proportions is cut
    /// to the run's. Null: none.
    /// </summary>
    public string? Control { get; init; }

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

    /// <summary>
    /// A picture to begin at. Without <see cref="Width"/> and <see cref="Height"/> its own size is drawn, cut to multiples of the autoencoder's factor; one
    /// of more than four times the model's own pixels is made smaller. It is scaled to cover other sizes, and its middle is taken. Null: noise.
    /// </summary>
    public SourceImage? InitImage { get; init; }

    /// <summary>How much of <see cref="InitImage"/> is drawn anew: the share of the steps that are taken, above 0 to 1. Default 0.75.</summary>
    public double Strength { get; init; } = 0.75;

    /// <summary>
    /// What of <see cref="InitImage"/> is drawn anew: white is, black and what is transparent stays as it is, to the pixel. Null: everything.
    /// </summary>
    public SourceImage? Mask { get; init; }

    /// <summary>Whether the mask's black is drawn anew, and its white is kept. Default false.</summary>
    public bool InvertMask { get; init; }

    /// <summary>How soft the mask's edge is where the new picture is put into the old one: a Gaussian's deviation in pixels, from 0 to 64. Default 4.</summary>
    public int MaskBlur { get; init; } = 4;

    /// <summary>
    /// Draws only the part of the picture that the mask marks, with so many pixels around it, in the size of the request, and puts it back at its own size,
    /// so that small things are drawn finely. From 0 to 1024. Null: the whole picture is drawn.
    /// </summary>
    public int? MaskPadding { get; init; }

    /// <summary>Draws the picture again, so many times as large, beginning at what was drawn: from 1, not at all, to 8. Default 1.</summary>
    public double Hires { get; init; } = 1;

    /// <summary>How the picture is made larger before it is drawn again. Default <see cref="Requests.HiresUpscaler.Latent"/>.</summary>
    public HiresUpscaler HiresUpscaler { get; init; } = HiresUpscaler.Latent;

    /// <summary>How much is drawn anew in the second pass: the share of its steps that are taken, above 0 to 1. Default 0.7.</summary>
    public double HiresStrength { get; init; } = 0.7;

    /// <summary>Steps that the second pass takes, from 1 to 1000. Null: <see cref="HiresStrength"/> of <see cref="Steps"/>.</summary>
    public int? HiresSteps { get; init; }

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
        var opening = new OptionErrors();
        var (picture, mask) = Opened(opening);
        opening.ThrowIfAny();
        var (width, height) = RunSize.Of(this, picture, model);
        var filled = this with
        {
            Width = width,
            Height = height,
            InitImage = picture,
            Mask = mask,
            GuidanceScale = GuidanceScale ?? model.DefaultGuidanceScale,
            Sampler = Sampler ?? model.DefaultSampler,
            Steps = Schedule?.Timesteps?.Count ?? Steps,
        };
        var errors = new OptionErrors();
        filled.Check(errors);
        errors.AddRange(ModelChecks.Of(filled, model));
        errors.ThrowIfAny();
        return filled with
        {
            Sampler = SamplerCatalog.Resolve(filled.Sampler),
            Schedule = Schedule?.For(() => model.Hash, filled.Steps),
            Merge = Merge.FilledFrom(model.RecommendedMerge),
        };
    }

    /// <summary>The same, with pictures that are in a folder and not in the current one.</summary>
    internal GenerationRequest Beside(string folder) => this with
    {
        InitImage = InitImage?.Beside(folder),
        Mask = Mask?.Beside(folder),
        Control = ControlReference.WithPaths(
            Control, path => !Path.Exists(path) && Path.Combine(folder, path) is var beside && Path.Exists(beside) ? beside : path),
    };

    /// <summary>The pictures with their hashes and sizes.</summary>
    private (SourceImage? Picture, SourceImage? Mask) Opened(OptionErrors errors) => (
        errors.Try(() => InitImage?.Opened(nameof(InitImage)), null), errors.Try(() => Mask?.Opened(nameof(Mask)), null));

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
        Opened(errors);
        errors.AddRange(PictureChecks.Of(this));
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
