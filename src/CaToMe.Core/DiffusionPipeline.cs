using System.Diagnostics;
using System.Runtime.InteropServices;
using CaToMe.Adapters;
using CaToMe.Conditioning;
using CaToMe.Denoising;
using CaToMe.Kernels;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Pipeline;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Sampling;
using CaToMe.Starting;
using CaToMe.UNet;
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
    /// <param name="progress">Told before each tensor is read, on the engine's thread.</param>
    /// <param name="cancellationToken">Takes effect before the next tensor is read.</param>
    /// <exception cref="ModelException">The model is missing, incomplete or corrupt.</exception>
    /// <exception cref="OptionException">An option is not accepted.</exception>
    /// <exception cref="NativeRuntimeException">libtorch is not there, or cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Loading was cancelled.</exception>
    public static async Task<DiffusionPipeline> LoadAsync(
        string? path = null, PipelineOptions? options = null, IProgress<LoadingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var starting = Task.Run(() => new EngineThread(), cancellationToken); // libtorch takes half a second to load: meanwhile all else is read
        _ = Task.Run(Routes.Compile, CancellationToken.None);
        try
        {
            using var plan = await Task.Run(() => ModelPlan.Read(path ?? EmbeddedModel.Path, options ?? new PipelineOptions()), cancellationToken)
                .ConfigureAwait(false);
            var engine = await starting.ConfigureAwait(false);
            var model = await engine.RunAsync(() => LoadModel(plan, new Loading(progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            return new DiffusionPipeline(engine, model);
        }
        catch
        {
            await starting.ContinueWith(started => { if (started.IsCompletedSuccessfully) { started.Result.Dispose(); } }, TaskScheduler.Default)
                .ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="LoadAsync"/>
    public static DiffusionPipeline Load(string? path = null, PipelineOptions? options = null, CancellationToken cancellationToken = default) =>
        LoadAsync(path, options, null, cancellationToken).GetAwaiter().GetResult();

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
    /// <remarks>Settings are checked before it returns: what is not accepted is thrown by the call, not by the task.</remarks>
    public Task<GenerationResult> GenerateAsync(
        GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = RunPlan.Of(request, Model);
        return engine.RunAsync(() => Draw(plan, progress, cancellationToken), cancellationToken);
    }

    /// <summary>A run's timesteps and noise levels.</summary>
    internal SamplingSchedule ScheduleOf(GenerationRequest request)
    {
        using var scheduler = (DiscreteScheduler)SchedulerOf(request, firstStep: 0);
        return scheduler.Schedule;
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

    private static LoadedModel LoadModel(ModelPlan plan, Loading loading)
    {
        try
        {
            return LoadedModel.Load(plan, loading);
        }
        catch (ExternalException e)
        {
            const string IfMemoryIsShort = "Load it in float16 or bfloat16, or on another device (Dtype, Device).";
            throw new ModelException($"{plan.Path} was not loaded, {LibTorchError.Describe(e, IfMemoryIsShort)}", e);
        }
    }

    private GenerationResult Draw(RunPlan plan, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var start = StartOf(plan);
        using var scheduler = SchedulerOf(plan.Request, start.FirstStep);
        using var generator = new Generator(unchecked((ulong)plan.Request.Seed), CPU);
        var recorder = new MergeRecorder(plan.Request.CollectPairs);
        var finite = new FiniteCheck(model.Device.Type, plan.Request.AllowNonfinite);
        using var merging = sessions.Begin(plan.Merge, plan.Request.Seed, plan.BatchShape, scheduler.Timesteps.Count, recorder);
        var reading = PromptReading.Of(plan.Request, model.Wildcards);
        var loras = model.Adapted.Use(reading.Files(model), cancellationToken);
        var embeddings = Encode(reading, plan, cancellationToken);
        finite.Of("text embeddings of the prompt", embeddings.SelectMany(e => new[] { e.Context, e.Pooled }));
        using var prompts = new DisposableList<PromptAttention>(embeddings.Select(e => AttentionTo(e, plan)));

        var sampling = Stopwatch.StartNew();
        var timed = new TimedInterceptor(merging.Interceptor);
        var calls = CallPlan.Of(scheduler, plan.Request);
        using var reuse = new RunReuse(calls, plan.Request.ShallowLayers);
        var denoiser = ByPrompt(reading.OfStep, calls.Count, [.. prompts.Items.Select(prompt =>
            new UNetDenoiser(model.UNet, model.Device.Type, prompt, calls, timed, reuse.Features, cancellationToken))]);
        denoiser = plan.IsGuided ? new GuidedDenoiser(denoiser, plan.GuidanceScale, calls, reuse.Guidance) : denoiser;
        denoiser = reuse.Predictions is { } predictions ? new ContinuedDenoiser(denoiser, calls, predictions) : denoiser;
        var loop = new SamplingLoop(scheduler, denoiser, finite)
        {
            AfterCall = (call, latents) =>
            {
                LatentsObserver?.Invoke(call, latents);
                progress?.Report(ProgressAfter(call + 1, scheduler.Timesteps.Count, plan, recorder, sampling.Elapsed));
            },
        };
        var noise = start.Begin(scheduler, generator).to(model.Device.Device);
        var final = loop.Run(noise, generator).cpu(); // [B, 4, h, w]
        var samplingTime = sampling.Elapsed;

        var decoder = new LatentDecoder(model.Vae, finite);
        var drawn = reading.Request with { VaeTiling = decoder.Choose(plan.Request.VaeTiling, final, FreeBytes) };

        return new GenerationResult
        {
            Request = drawn,
            Images = decoder.Decode(final.to(model.Device.Device), drawn.VaeTiling == VaeTiling.On, cancellationToken),
            Latents = new Latents(final.data<float>().ToArray(), final.shape),
            Elapsed = clock.Elapsed,
            SamplingTime = samplingTime,
            MatchingShare = IsSynchronous ? timed.Matching / samplingTime : null,
            AttentionShare = IsSynchronous ? timed.SelfAttention / samplingTime : null,
            ContinuesCache = merging.GoesOn,
            Statistics = recorder.Statistics,
            Warnings =
            [
                .. model.Warnings, .. reading.Warnings, .. loras.Select(l => l.Warning).OfType<string>(),
                .. embeddings.SelectMany(e => e.Warnings).Distinct(), .. MergeAdvice.For(plan.Merge, recorder.Statistics, merging.GoesOn),
                .. finite.Warning is { } warning ? [warning] : Array.Empty<string>(), .. Concepts.Advice(plan.Request.Prompt, Model.Name, model.Concepts),
            ],
            Model = Model,
            LoraHashes = loras.DistinctBy(l => l.Name).ToDictionary(l => l.Name, l => l.Hash),
            EmbeddingHashes = reading.Distinct.SelectMany(p => new[] { p.Prompt, p.Negative }).SelectMany(model.Text.LearnedWords)
                .Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(w => w, w => EmbeddingFiles.HashOf(model.Embeddings[w])),
        };
    }

    /// <summary>What the U-Net attends to, for each pair of prompts of the run.</summary>
    private IReadOnlyList<PromptEmbeddings> Encode(PromptReading reading, RunPlan plan, CancellationToken cancellation)
    {
        var conditioner = new Conditioner(model.Text, model.ZeroEmptyNegative);
        var (request, skipped) = (reading.Request, plan.Request.ClipSkip ?? 0);
        return request.PromptSyntax == PromptSyntax.WebUi
            ? conditioner.EncodeWeighted(reading.Distinct, plan.IsGuided, request.Batch, skipped, cancellation)
            : [conditioner.Encode(request.Prompt, plan.IsGuided ? request.NegativePrompt : null, request.Batch, skipped, cancellation)];
    }

    private static IDenoiser ByPrompt(IReadOnlyList<int> promptOfStep, int calls, IReadOnlyList<IDenoiser> ofPrompt) => ofPrompt.Count == 1 ? ofPrompt[0]
        : new ScheduledDenoiser(ofPrompt, [.. Enumerable.Range(0, calls).Select(call => promptOfStep[call * promptOfStep.Count / calls])]);

    private Scheduler SchedulerOf(GenerationRequest request, int firstStep) => SamplerCatalog.Create(
        model.Scheduler, request.Sampler, request.Steps, firstStep, request.Schedule, model.UNet.Config.TextTime is not null);

    /// <summary>Free memory; on CUDA nobody says how much there is.</summary>
    private long? FreeBytes() => IsSynchronous ? ProcessMemory.FreeBytes() : null;

    private IStart StartOf(RunPlan plan)
    {
        long[] shape = [plan.Request.Batch, model.Vae.Config.LatentChannels, plan.Height / Model.AutoencoderFactor, plan.Width / Model.AutoencoderFactor];
        return plan.Request.InitialLatents is { } given ? new GivenNoiseStart(given, shape) : new NoiseStart(shape);
    }

    private PromptAttention AttentionTo(PromptEmbeddings embeddings, RunPlan plan) => new(embeddings.Context)
    {
        Added = embeddings.Pooled is { } pooled
            ? (pooled, Conditioner.Sizes(plan.Height, plan.Width, pooled.shape[0], model.Device.Device))
            : null,
    };

    private static GenerationProgress ProgressAfter(int call, int calls, RunPlan plan, MergeRecorder recorder, TimeSpan elapsed) => new(
        call, calls, call * plan.Request.Steps / calls, plan.Request.Steps, recorder.MergedShare, elapsed, elapsed / call * (calls - call));
}
