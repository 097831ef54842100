using CaToMe.ControlNets;
using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>The U-Net with one prompt, in the model's own floating-point type.</summary>
/// <param name="unet">The network.</param>
/// <param name="type">Its type.</param>
/// <param name="prompt">What it attends to; calls with fewer samples have the last ones, those with the prompt.</param>
/// <param name="calls">The timestep of each call.</param>
/// <param name="interceptor">Stands around the layers of its transformer blocks.</param>
/// <param name="features">Keeps what the deeper layers gave; null: they are computed in every call.</param>
/// <param name="cancellation">Takes effect before the U-Net's next layer.</param>
internal sealed class UNetDenoiser(
    UNet2DConditionModel unet,
    ScalarType type,
    PromptAttention prompt,
    IReadOnlyList<PlannedCall> calls,
    IInterceptor interceptor,
    DeepFeatures? features,
    CancellationToken cancellation) : IDenoiser
{
    /// <summary>What a U-Net for in-painting takes beside the latents, [1, 5, h, w]; null for others.</summary>
    internal Tensor? Beside { get; init; }

    /// <summary>ControlNets that add to what the U-Net computes; null: none.</summary>
    internal PassControls? Controls { get; init; }

    public Tensor Predict(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        interceptor.BeginCall(call);
        var samples = (int)latents.shape[0];
        var attended = prompt.OfLast(samples);
        var control = Controls?.For(latents, calls[call].Timestep, call, attended, interceptor);
        var input = Beside is null ? latents : cat([latents, Beside.expand(samples, -1, -1, -1)], 1); // [B, 9, h, w]
        var predicted = unet.Forward(
            input.to(type), calls[call].Timestep, attended, interceptor, cancellation, features?.For(call, samples), control).to(ScalarType.Float32);
        interceptor.EndCall();
        return predicted.MoveToOuterDisposeScope();
    }
}
