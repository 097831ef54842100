using System.Diagnostics;
using CaToMe.Merging;
using CaToMe.Runtime;
using CaToMe.Sampling;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe;

/// <summary>Noise to latents: the U-Net predicts, the scheduler steps.</summary>
internal sealed class SamplingLoop(
    LoadedModel model, Scheduler scheduler, TokenMerger? merger, MergeRecorder recorder, UNetTimes times, FiniteCheck finite, GenerationRequest request)
{
    private static readonly NoMerging Unmerged = new();

    /// <summary>Sees the latents after each call, with its number from 0; they are gone after the next.</summary>
    internal Action<int, Tensor>? Observer { get; init; }

    /// <summary>Runs all U-Net calls.</summary>
    /// <param name="latents">Scaled noise, [B, 4, h, w], float32.</param>
    /// <param name="prompt">The prompt; with guidance, of 2 B samples.</param>
    /// <param name="generator">For schedulers that add noise.</param>
    /// <param name="progress">Told after each call.</param>
    /// <param name="cancellationToken">Takes effect before the U-Net's next layer.</param>
    /// <returns>The final latents on the CPU, [B, 4, h, w], float32.</returns>
    internal Tensor Run(Tensor latents, PromptAttention prompt, Generator generator, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var calls = scheduler.Timesteps.Count;
        for (var call = 0; call < calls; call++)
        {
            using var scope = NewDisposeScope();
            merger?.BeginCall(call);
            var prediction = Predict(scheduler.ScaleModelInput(latents, call), call, prompt, cancellationToken);
            var next = scheduler.Step(prediction, call, latents, generator);
            finite.Of($"latents of U-Net call {call} (of {calls}, counted from 0)", prediction, next);
            latents.Dispose();
            latents = next.MoveToOuterDisposeScope();
            Observer?.Invoke(call, latents);
            progress?.Report(ProgressAfter(call + 1, calls, clock.Elapsed));
        }

        return latents.cpu();
    }

    /// <summary>The U-Net's prediction, guided away from the negative prompt: [B, 4, h, w], float32.</summary>
    private Tensor Predict(Tensor input, int call, PromptAttention prompt, CancellationToken cancellationToken)
    {
        var guided = request.GuidanceScale > 1;
        var sample = (guided ? cat([input, input]) : input).to(model.Device.Type);
        var prediction = model.UNet
            .Forward(sample, scheduler.Timesteps[call], prompt, (ITokenMerger?)merger ?? Unmerged, times, cancellationToken)
            .to(ScalarType.Float32);
        if (!guided)
        {
            return prediction;
        }

        var halves = prediction.chunk(2); // without and with the prompt, [B, 4, h, w] each
        return halves[0] + (halves[1] - halves[0]).mul_(request.GuidanceScale!.Value);
    }

    private GenerationProgress ProgressAfter(int call, int calls, TimeSpan elapsed) => new(
        call, calls, call * request.Steps / calls, request.Steps, recorder.MergedShare, elapsed, elapsed / call * (calls - call));
}
