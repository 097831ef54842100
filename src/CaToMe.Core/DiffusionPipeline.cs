using System.Runtime.InteropServices;
using System.Text.Json;
using CaToMe.Denoising;
using CaToMe.Kernels;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Pipeline;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Sampling;
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

    private DiffusionPipeline(EngineThread engine, LoadedModel model) => (this.engine, this.model, SchedulerConfig) = (engine, model, model.Scheduler);

    /// <summary>Sees the latents after each U-Net call of every run: for tests.</summary>
    internal Action<int, Tensor>? LatentsObserver { get; set; }

    /// <summary>Stands around the U-Net in every run, and ends with it: for comparisons with other methods.</summary>
    internal Func<IDenoiser, DiscreteScheduler, IDenoiser>? AroundUNet { get; set; }

    /// <summary>Stands around merging in every run: for comparisons with other methods.</summary>
    internal Func<IInterceptor, IInterceptor>? AroundMerging { get; set; }

    /// <summary>What schedulers are made from: the model's settings, which tests change.</summary>
    internal JsonElement SchedulerConfig { get; set; }

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
        _ = Task.Run(InnerLoops.Compile, CancellationToken.None);

        // First this: while libtorch is being linked, for half a second, the linker lets no other thread look up a function.
        using var plan = await Task.Run(() => ModelPlan.Read(path ?? EmbeddedModel.Path, options ?? new PipelineOptions()), cancellationToken)
            .ConfigureAwait(false);
        var engine = await Task.Run(() => new EngineThread(), cancellationToken).ConfigureAwait(false);
        try
        {
            var model = await engine.RunAsync(() => LoadModel(plan, new Loading(progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
            return new DiffusionPipeline(engine, model);
        }
        catch
        {
            engine.Dispose();
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
        GenerationRequest request, IProgress<GenerationProgress>? progress = null, CancellationToken cancellationToken = default) =>
        GenerateAsync(request, progress, new PreviewOptions(), cancellationToken);

    /// <summary>Draws, with small pictures of what is being drawn in <see cref="GenerationProgress.Previews"/>, in files, or both.</summary>
    /// <param name="request">What to draw and how.</param>
    /// <param name="progress">Told after each U-Net call, on the engine's thread: it may not draw with, or dispose of, the same pipeline.</param>
    /// <param name="previews">How often, and by what.</param>
    /// <param name="cancellationToken">Takes effect before the next of a network's layers, and at once while the run waits for its turn.</param>
    /// <inheritdoc cref="Generate"/>
    /// <remarks>Settings are checked before it returns: what is not accepted is thrown by the call, not by the task.</remarks>
    public Task<GenerationResult> GenerateAsync(
        GenerationRequest request, IProgress<GenerationProgress>? progress, PreviewOptions previews, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(previews);
        previews.Validate();
        var plan = RunPlan.Of(request, Model);
        return engine.RunAsync(() => Draw(plan, previews, progress, cancellationToken), cancellationToken);
    }

    /// <summary>A run's timesteps and noise levels.</summary>
    internal SamplingSchedule ScheduleOf(GenerationRequest request)
    {
        using var scheduler = (DiscreteScheduler)SchedulerOf(request, new StepRange(request.Steps));
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

    private GenerationResult Draw(RunPlan plan, PreviewOptions previews, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        using var run = new DrawingRun(model, sessions, plan, steps => SchedulerOf(plan.Request, steps), progress, cancellationToken);
        return run.Draw(new RunHooks(LatentsObserver, AroundUNet, AroundMerging), previews);
    }

    private Scheduler SchedulerOf(GenerationRequest request, StepRange steps) => SamplerCatalog.Create(
        SchedulerConfig, request.Sampler, steps.Count, steps.First, request.Schedule, model.UNet.Config.TextTime is not null);
}
