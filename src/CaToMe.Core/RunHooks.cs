using CaToMe.Denoising;
using CaToMe.Sampling;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe;

/// <summary>Who watches a run, and what stands around its networks: for tests and comparisons with other methods.</summary>
/// <param name="AfterCall">Sees the latents after each U-Net call.</param>
/// <param name="AroundUNet">Stands around the U-Net in a pass, and ends with it.</param>
/// <param name="AroundMerging">Stands around merging in a pass, and ends with it.</param>
internal sealed record RunHooks(
    Action<int, Tensor>? AfterCall, Func<IDenoiser, DiscreteScheduler, IDenoiser>? AroundUNet, Func<IInterceptor, IInterceptor>? AroundMerging);
