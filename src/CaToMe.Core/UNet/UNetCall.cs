using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>What every block of one U-Net call sees.</summary>
/// <param name="ActivatedTime">SiLU of the time embedding, [1 or B, D].</param>
/// <param name="Prompt">The prompt's side of cross-attention.</param>
/// <param name="Interceptor">Stands around the layers of transformer blocks.</param>
/// <param name="Cancellation">Every layer looks at it before it begins.</param>
internal sealed record UNetCall(Tensor ActivatedTime, PromptAttention Prompt, IInterceptor Interceptor, CancellationToken Cancellation);
