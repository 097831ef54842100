using System.Diagnostics;
using CaToMe.Adapters;
using CaToMe.Conditioning;
using CaToMe.Denoising;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Pipeline;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Sampling;
using CaToMe.Starting;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe;

/// <summary>One run, on the engine's thread: prompt to embeddings, one pass of sampling or two, latents to pixels.</summary>
internal sealed class DrawingRun : IDisposable
{
    private readonly LoadedModel model;
    private readonly MergeSessions sessions;
    private readonly RunPlan plan;
    private readonly IReadOnlyList<Scheduler> schedulers; // of each pass
    private readonly IProgress<GenerationProgress>? progress;
    private readonly CancellationToken cancellation;
    private readonly Generator generator;
    private readonly MergeRecorder recorder;
    private readonly FiniteCheck finite;
    private readonly LatentEncoder encoder;
    private readonly LatentDecoder decoder;
    private readonly Stopwatch sampling = new();
    private TimeSpan matching, selfAttention;
    private RunPreviews? previews;
    private bool goesOn;

    /// <param name="model">The model.</param>
    /// <param name="sessions">What merging remembers between runs.</param>
    /// <param name="plan">What to draw.</param>
    /// <param name="scheduler">Makes a scheduler for some steps.</param>
    /// <param name="progress">Told after each U-Net call; null tells nobody.</param>
    /// <param name="cancellation">Takes effect before the next of a network's layers.</param>
    internal DrawingRun(
        LoadedModel model, MergeSessions sessions, RunPlan plan, Func<StepRange, Scheduler> scheduler,
        IProgress<GenerationProgress>? progress, CancellationToken cancellation)
    {
        (this.model, this.sessions, this.plan, this.progress, this.cancellation) = (model, sessions, plan, progress, cancellation);
        schedulers = [.. plan.Passes.Select(pass => scheduler(pass.Steps))];
        generator = new Generator(unchecked((ulong)plan.Request.Seed), CPU);
        recorder = new MergeRecorder(plan.Request.CollectPairs);
        finite = new FiniteCheck(model.Device.Type, plan.Request.AllowNonfinite);
        encoder = new LatentEncoder(model.Vae, Device, cancellation);
        decoder = new LatentDecoder(model.Vae, finite);
    }

    private GenerationRequest Request => plan.Request;

    private Device Device => model.Device.Device;

    private int Factor => model.Info.AutoencoderFactor;

    /// <summary>Whether work is done when a call returns, so that a part of it can be timed.</summary>
    private bool IsSynchronous => Device.type == TorchSharp.DeviceType.CPU;

    /// <summary>Draws.</summary>
    /// <param name="hooks">Who watches, and what stands around the networks.</param>
    /// <param name="previewing">Which previews there are.</param>
    internal GenerationResult Draw(RunHooks hooks, PreviewOptions previewing)
    {
        var clock = Stopwatch.StartNew();
        previews = RunPreviews.For(previewing, model.Info, Device);
        using var canvas = Canvas.Of(Request);
        var reading = PromptReading.Of(Request, model.Wildcards);
        var loras = model.Adapted.Use(reading.Files(model), cancellation);
        var embeddings = Encode(reading);
        finite.Of("text embeddings of the prompt", embeddings.SelectMany(e => new[] { e.Context, e.Pooled }));

        sampling.Start();
        Tensor? latents = null; // [B, 4, h, w]
        for (var pass = 0; pass < plan.Passes.Count; pass++)
        {
            var start = latents is null ? StartOf(plan.Passes[pass], canvas) : new LatentsStart(Larger(latents, plan.Passes[pass]), ShapeOf(plan.Passes[pass]));
            latents = Sample(pass, start, canvas, reading, embeddings, hooks);
        }

        sampling.Stop();
        var drawn = reading.Request with { VaeTiling = decoder.Choose(Request.VaeTiling, latents!, FreeBytes) };
        var images = decoder.Decode(latents!.to(Device), drawn.VaeTiling == VaeTiling.On, cancellation);
        return new GenerationResult
        {
            Request = drawn,
            Images = canvas is null ? images : images.ConvertAll(canvas.Finish),
            Latents = new Latents(latents!.data<float>().ToArray(), latents.shape),
            Elapsed = clock.Elapsed,
            SamplingTime = sampling.Elapsed,
            MatchingShare = IsSynchronous ? matching / sampling.Elapsed : null,
            AttentionShare = IsSynchronous ? selfAttention / sampling.Elapsed : null,
            PreviewShare = IsSynchronous ? previews?.Elapsed / sampling.Elapsed : null,
            ContinuesCache = goesOn,
            Statistics = recorder.Statistics,
            Warnings =
            [
                .. model.Warnings, .. reading.Warnings, .. loras.Select(l => l.Warning).OfType<string>(),
                .. embeddings.SelectMany(e => e.Warnings).Distinct(), .. MergeAdvice.For(plan.Merge, recorder.Statistics, goesOn),
                .. finite.Warning is { } warning ? [warning] : Array.Empty<string>(), .. Concepts.Advice(Request.Prompt, model.Info.Name, model.Concepts),
                .. PictureAdvice.For(Request, model.Info), .. previews?.Warning is { } unwritten ? [unwritten] : Array.Empty<string>(),
            ],
            Model = model.Info,
            LoraHashes = loras.DistinctBy(l => l.Name).ToDictionary(l => l.Name, l => l.Hash),
            ControlHashes = model.Controls.Hashes(Request.Control),
            EmbeddingHashes = reading.Distinct.SelectMany(p => new[] { p.Prompt, p.Negative }).SelectMany(model.Text.LearnedWords)
                .Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(w => w, w => EmbeddingFiles.HashOf(model.Embeddings[w])),
        };
    }

    /// <summary>What the U-Net attends to, for each pair of prompts of the run.</summary>
    private IReadOnlyList<PromptEmbeddings> Encode(PromptReading reading)
    {
        var conditioner = new Conditioner(model.Text, model.ZeroEmptyNegative);
        var (request, skipped) = (reading.Request, Request.ClipSkip ?? 0);
        return request.PromptSyntax == PromptSyntax.WebUi
            ? conditioner.EncodeWeighted(reading.Distinct, plan.IsGuided, request.Batch, skipped, cancellation)
            : [conditioner.Encode(request.Prompt, plan.IsGuided ? request.NegativePrompt : null, request.Batch, skipped, cancellation)];
    }

    /// <summary>Who predicts at each call, where prompts change within the run.</summary>
    private static IDenoiser ByPrompt(IReadOnlyList<int> promptOfStep, int calls, IReadOnlyList<IDenoiser> ofPrompt) => ofPrompt.Count == 1 ? ofPrompt[0]
        : new ScheduledDenoiser(ofPrompt, [.. Enumerable.Range(0, calls).Select(call => promptOfStep[call * promptOfStep.Count / calls])]);

    public void Dispose()
    {
        generator.Dispose();
        previews?.Dispose();
        foreach (var scheduler in schedulers)
        {
            scheduler.Dispose();
        }
    }

    /// <summary>One pass: what it begins at to its final latents, [B, 4, h, w], float32, on the CPU.</summary>
    private Tensor Sample(int index, IStart start, Canvas? canvas, PromptReading reading, IReadOnlyList<PromptEmbeddings> embeddings, RunHooks hooks)
    {
        var (pass, scheduler) = (plan.Passes[index], schedulers[index]);
        var before = schedulers.Take(index).Sum(s => s.Timesteps.Count);
        recorder.CallsBefore = before;
        using var merging = sessions.Begin(plan.Merge, Request.Seed, plan.ShapeOf(pass), scheduler.Timesteps.Count, recorder);
        using var prompts = new DisposableList<PromptAttention>(embeddings.Select(e => AttentionTo(e, pass)));
        var interceptor = hooks.AroundMerging?.Invoke(merging.Interceptor) ?? merging.Interceptor;
        using var aroundMerging = interceptor as IDisposable;
        var timed = new TimedInterceptor(interceptor);
        var calls = CallPlan.Of(scheduler, Request);
        using var reuse = new RunReuse(calls, Request.ShallowLayers);

        var begun = start.Begin(scheduler, generator).to(Device);
        var beside = model.UNet.Config.TakesMask ? Inpainting.Conditions(canvas, pass.Height, pass.Width, Factor, encoder, generator).to(Device) : null;
        var kept = canvas?.Mask is not null && beside is null
            ? new KeptLatents(scheduler, (LatentsStart)start, Inpainting.LatentMask(canvas, pass.Height, pass.Width, Factor), Device)
            : null;

        using var controls = model.Controls.Begin(Request.Control, pass.Width / Factor, pass.Height / Factor, calls.Count, cancellation);
        var denoiser = ByPrompt(reading.OfStep, calls.Count, [.. prompts.Items.Select(prompt =>
            new UNetDenoiser(model.UNet, model.Device.Type, prompt, calls, timed, reuse.Features, cancellation) { Beside = beside, Controls = controls })]);
        denoiser = hooks.AroundUNet?.Invoke(denoiser, (DiscreteScheduler)scheduler) ?? denoiser;
        using var aroundUNet = denoiser as IDisposable;
        denoiser = plan.IsGuided ? new GuidedDenoiser(denoiser, plan.GuidanceScale, calls, reuse.Guidance) : denoiser;
        denoiser = reuse.Predictions is { } predictions ? new ContinuedDenoiser(denoiser, calls, predictions) : denoiser;
        IReadOnlyList<RgbImage>? shown = null;
        var loop = new SamplingLoop(scheduler, denoiser, finite)
        {
            Keep = kept is null ? null : kept.After,
            Predicted = previews is null ? null : (call, prediction, latents) => shown = previews.Of(
                StepsAfter(before + call), StepsAfter(before + call + 1), Steps,
                () => ((DiscreteScheduler)scheduler).PredictOriginal(prediction, call, latents)),
            AfterCall = (call, latents) =>
            {
                hooks.AfterCall?.Invoke(before + call, latents);
                progress?.Report(ProgressAfter(before + call + 1) with { Previews = shown });
            },
        };
        var final = loop.Run(begun, generator).cpu();
        (matching, selfAttention, goesOn) = (matching + timed.Matching, selfAttention + timed.SelfAttention, goesOn || merging.GoesOn);
        return final;
    }

    private IStart StartOf(PassPlan pass, Canvas? canvas)
    {
        var shape = ShapeOf(pass);
        if (canvas is null)
        {
            return Request.InitialLatents is { } given ? new GivenNoiseStart(given, shape) : new NoiseStart(shape);
        }

        var isNoiseAlone = canvas.Mask is not null && Request.Strength == 1;
        var clean = isNoiseAlone && model.UNet.Config.TakesMask ? null : encoder.Encode(LatentEncoder.PixelsOf(canvas.Picture), generator);
        return new LatentsStart(clean, shape, isNoiseAlone);
    }

    /// <summary>Latents in the size of the next pass.</summary>
    private Tensor Larger(Tensor latents, PassPlan pass)
    {
        if (Request.HiresUpscaler == HiresUpscaler.Latent)
        {
            return Upscaling.Latents(latents, pass.Height / Factor, pass.Width / Factor);
        }

        var tiled = decoder.Choose(Request.VaeTiling, latents, FreeBytes) == VaeTiling.On;
        return encoder.Encode(Upscaling.Pixels(decoder.Pixels(latents.to(Device), tiled, cancellation), pass.Height, pass.Width), generator);
    }

    private long[] ShapeOf(PassPlan pass) => [Request.Batch, model.Vae.Config.LatentChannels, pass.Height / Factor, pass.Width / Factor];

    private PromptAttention AttentionTo(PromptEmbeddings embeddings, PassPlan pass) => new(embeddings.Context)
    {
        Added = embeddings.Pooled is { } pooled ? (pooled, AddedNumbers(pass, pooled.shape[0])) : null,
        GuidanceScale = plan.GuidanceScale,
    };

    private Tensor AddedNumbers(PassPlan pass, long batch) => model.Info.IsRefiner
        ? Conditioner.Scores(pass.Height, pass.Width, batch, plan.IsGuided, Device)
        : Conditioner.Sizes(pass.Height, pass.Width, batch, Device);

    /// <summary>Free memory; on CUDA nobody says how much there is.</summary>
    private long? FreeBytes() => IsSynchronous ? ProcessMemory.FreeBytes() : null;

    private int Calls => schedulers.Sum(s => s.Timesteps.Count);

    private int Steps => plan.Passes.Sum(p => p.Steps.Taken);

    private int StepsAfter(int call) => call * Steps / Calls;

    private GenerationProgress ProgressAfter(int call) =>
        new(call, Calls, StepsAfter(call), Steps, recorder.MergedShare, sampling.Elapsed, sampling.Elapsed / call * (Calls - call));
}
