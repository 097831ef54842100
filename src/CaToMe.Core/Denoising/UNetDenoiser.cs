using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>The U-Net with one prompt, in the model's own floating-point type.</summary>
/// <param name="unet">The network.</param>
/// <param name="type">Its type.</param>
/// <param name="prompt">What it attends to; as many samples as the latents have.</param>
/// <param name="timesteps">The timestep of each call.</param>
/// <param name="interceptor">Stands around the layers of its transformer blocks.</param>
/// <param name="cancellation">Takes effect before the U-Net's next layer.</param>
internal sealed class UNetDenoiser(
    UNet2DConditionModel unet,
    ScalarType type,
    PromptAttention prompt,
    IReadOnlyList<double> timesteps,
    IInterceptor interceptor,
    CancellationToken cancellation) : IDenoiser
{
    public Tensor Predict(Tensor latents, int call)
    {
        using var scope = NewDisposeScope();
        interceptor.BeginCall(call);
        return unet.Forward(latents.to(type), timesteps[call], prompt, interceptor, cancellation).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
