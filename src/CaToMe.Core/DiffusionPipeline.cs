using System.Diagnostics;
using System.Runtime.InteropServices;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Runtime;
using CaToMe.Sampling;
using CaToMe.Text;
using CaToMe.UNet;
using CaToMe.Vae;
using static TorchSharp.torch;

namespace CaToMe;

/// <summary>
/// A Stable Diffusion model, ready to draw: prompt to embeddings, noise to latents step by step, latents to pixels. It
/// computes on a thread of its own; callers on several threads take turns.
/// </summary>
public sealed class DiffusionPipeline : IDisposable
{
    private readonly EngineThread engine;
    private readonly LoadedModel model;
    private readonly MergeSessions sessions = new();
    private int disposals;

    private DiffusionPipeline(EngineThread engine, LoadedModel model) => (this.engine, this.model) = (engine, model);

    /// <summary>Sees the latents after each U-Net call of every run: for tests.</summary>
    internal Action<int, Tensor>? LatentsObserver { get; set; }

    /// <summary>The loaded model.</summary>
    public ModelInfo Model => model.Info;

    /// <summary>Loads a model.</summary>
    /// <param name="path">
    /// A diffusers folder, a model's folder in the cache of the Hugging Face hub, or a single <c>.safetensors</c> file; null loads the
    /// embedded model.
    /// </param>
    /// <param name="options">Device, type, config folder; null takes the defaults.</param>
    /// <param name="cancellationToken">Takes effect before the next of the model's networks is read.</param>
    /// <exception cref="ModelException">The model is missing, incomplete or corrupt.</exception>
    /// <exception cref="OptionException">An option is not accepted.</exception>
    /// <exception cref="OperationCanceledException">Loading was cancelled.</exception>
    public static DiffusionPipeline Load(string? path = null, PipelineOptions? options = null, CancellationToken cancellationToken = default)
    {
        var engine = new EngineThread();
        try
        {
            var loading = engine.RunAsync(() => LoadModel(path ?? EmbeddedModel.Path, options ?? new PipelineOptions(), cancellationToken), cancellationToken);
            var model = loading.GetAwaiter().GetResult();
            return new DiffusionPipeline(engine, model);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Draws.</summary>
    /// <param name="request">What to draw and how.</param>
    /// <param name="progress">Told after each U-Net call, on the engine's thread: it may not draw with, or dispose of, the same pipeline.</param>
    /// <param name="cancellationToken">Takes effect before the next of a network's layers, and at once while the run waits for its turn.</param>
    /// <exception cref="OptionException">A setting is not accepted.</exception>
    /// <exception cref="ModelException">The model's sampler cannot be used as it is configured.</exception>
    /// <exception cref="CaToMeException">
    /// The text embeddings, the latents or the pixels are not finite: see <see cref="GenerationRequest.AllowNonfinite"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed, before or while the run waited for its turn.</exception>
    public GenerationResult Generate(
        GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        GenerateAsync(request, progress, cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc cref="Generate"/>
    public Task<GenerationResult> GenerateAsync(
        GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var resolved = request.Resolve(Model);
        return engine.RunAsync(() => Draw(resolved, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Waits for the run in progress, then frees the model. Runs that wait for their turn end with an <see cref="ObjectDisposedException"/>.</summary>
    /// <exception cref="InvalidOperationException">It is called from a run's progress: the run needs the model.</exception>
    public void Dispose()
    {
        engine.Dispose();
        if (Interlocked.Increment(ref disposals) == 1)
        {
            sessions.Dispose();
            model.Dispose();
        }
    }

    /// <summary>Whether work is done when a call returns, so that a part of it can be timed.</summary>
    private bool IsSynchronous => model.Device.Device.type == TorchSharp.DeviceType.CPU;

    private static LoadedModel LoadModel(string path, PipelineOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return LoadedModel.Load(path, options, cancellationToken);
        }
        catch (ExternalException e)
        {
            const string IfMemoryIsShort = "Load it in float16 or bfloat16, or on another device (Dtype, Device).";
            throw new ModelException($"{path} was not loaded, {LibTorchError.Describe(e, IfMemoryIsShort)}", e);
        }
    }

    private GenerationResult Draw(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var scheduler = SamplerCatalog.Create(model.Scheduler, request.Sampler, request.Steps);
        using var generator = new Generator(unchecked((ulong)request.Seed), CPU);
        var recorder = new MergeRecorder(request.CollectPairs);
        var finite = new FiniteCheck(model.Device.Type, request.AllowNonfinite);
        using var merging = sessions.Begin(request, scheduler.Timesteps.Count, recorder);

        var (prompt, warnings) = EncodePrompts(request, finite, cancellationToken);
        using var _ = prompt;
        var noise = InitialNoise(request, generator).mul_(scheduler.InitialNoiseSigma);

        var sampling = Stopwatch.StartNew();
        var times = new UNetTimes();
        var loop = new SamplingLoop(model, scheduler, merging.Merger, recorder, times, finite, request) { Observer = LatentsObserver };
        var latents = loop.Run(noise, prompt, generator, progress, cancellationToken); // [B, 4, h, w]
        var samplingTime = sampling.Elapsed;
        var drawn = request with { VaeTiling = ChosenTiling(request.VaeTiling, latents) };

        return new GenerationResult
        {
            Request = drawn,
            Images = Decode(latents, drawn.VaeTiling == VaeTiling.On, finite, cancellationToken),
            Latents = new Latents(latents.data<float>().ToArray(), latents.shape),
            Elapsed = clock.Elapsed,
            SamplingTime = samplingTime,
            MatchingShare = IsSynchronous ? times.Matching / samplingTime : null,
            AttentionShare = IsSynchronous ? times.SelfAttention / samplingTime : null,
            ContinuesCache = merging.GoesOn,
            Statistics = recorder.Statistics,
            Warnings =
            [
                .. model.Warnings, .. warnings, .. MergeAdvice.For(request.Merge, recorder.Statistics, merging.GoesOn),
                .. finite.Warning is { } warning ? [warning] : Array.Empty<string>(),
            ],
            Model = Model,
        };
    }

    /// <summary>The prompt for every sample of the batch; with guidance, the negative prompt's before.</summary>
    private (PromptAttention Prompt, IReadOnlyList<string> Warnings) EncodePrompts(
        GenerationRequest request, FiniteCheck finite, CancellationToken cancellationToken)
    {
        var prompts = Enumerable.Repeat(request.Prompt, request.Batch).ToList();
        var (context, pooled, warnings) = model.Text.Encode(prompts, request.ClipSkip ?? 0, cancellationToken); // [B, 77, C]
        if (request.GuidanceScale > 1)
        {
            // As in diffusers, clip skip is for the prompt alone, and SDXL's answer to no negative prompt is zeros.
            var negative = request.NegativePrompt.Length == 0 && model.ZeroEmptyNegative
                ? new PromptEmbeddings(zeros_like(context), pooled is null ? null : zeros_like(pooled), [])
                : model.Text.Encode([.. Enumerable.Repeat(request.NegativePrompt, request.Batch)], cancellationToken: cancellationToken);
            context = cat([negative.Context, context]); // [2 B, 77, C]
            pooled = pooled is null ? null : cat([negative.Pooled!, pooled]);
            warnings = [.. warnings, .. negative.Warnings];
        }

        finite.Of("text embeddings of the prompt", context, pooled);
        return (new PromptAttention(context) { Added = pooled is null ? null : (pooled, SizesOf(request, context.shape[0])) }, warnings);
    }

    /// <summary>SDXL's sizes: original height and width, crop offsets, target height and width, [B, 6].</summary>
    private Tensor SizesOf(GenerationRequest request, long batch)
    {
        var (height, width) = ((float)request.Height!.Value, (float)request.Width!.Value);
        return tensor(new[] { height, width, 0, 0, height, width }, device: model.Device.Device).expand(batch, 6);
    }

    /// <summary>Unit noise from the CPU's generator, so that a seed means the same picture on every device: [B, 4, h, w].</summary>
    private Tensor InitialNoise(GenerationRequest request, Generator generator)
    {
        var factor = Model.AutoencoderFactor;
        long[] shape = [request.Batch, model.Vae.Config.LatentChannels, request.Height!.Value / factor, request.Width!.Value / factor];
        var noise = request.InitialLatents is { } given
            ? given.Shape.SequenceEqual(shape) ? tensor(given.Values).reshape(shape)
                : throw new OptionException("InitialLatents", $"[{string.Join(", ", given.Shape)}]", $"this request needs [{string.Join(", ", shape)}].")
            : randn(shape, dtype: ScalarType.Float32, generator: generator);
        return noise.to(model.Device.Device);
    }

    /// <summary>What <see cref="VaeTiling.Auto"/> means for a picture here and now. On CUDA nobody says how much memory is free.</summary>
    private VaeTiling ChosenTiling(VaeTiling asked, Tensor latents)
    {
        if (asked != VaeTiling.Auto)
        {
            return asked;
        }

        var isAdvisable = TiledDecoding.IsAdvisable(latents, model.Vae.BytesToDecode(latents), () => IsSynchronous ? ProcessMemory.FreeBytes() : null);
        return isAdvisable ? VaeTiling.On : VaeTiling.Off;
    }

    /// <summary>Latents to 8-bit pixels.</summary>
    private List<RgbImage> Decode(Tensor latents, bool tiled, FiniteCheck finite, CancellationToken cancellationToken)
    {
        var scaled = (latents / model.Vae.Config.ScalingFactor).to(model.Vae.Dtype);
        var decoded = model.Vae.Decode(scaled, tiled, cancellationToken).to(ScalarType.Float32); // [B, 3, H, W], -1 to 1
        finite.Of("pixels of the decoder", decoded);
        var pixels = decoded.div_(2).add_(0.5).clamp_(0, 1).mul_(255).round_().to(ScalarType.Byte)
            .permute(0, 2, 3, 1).contiguous().cpu(); // [B, H, W, 3]
        var (height, width) = ((int)pixels.shape[1], (int)pixels.shape[2]);
        return [.. pixels.unbind().Select(image => new RgbImage(width, height, image.contiguous().data<byte>().ToArray()))];
    }
}
