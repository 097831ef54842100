using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// The layers of the U-Net below a cut through its up path (DeepCache, arXiv 2312.00858): computed in this call, or replaced
/// by what they would give.
/// </summary>
/// <param name="Shallow">How many layers of the up path lie above the cut, from 1; those of the down path that feed them, too.</param>
/// <param name="Given">What is taken instead of computing, [B, C, H, W]; null: they are computed.</param>
/// <param name="Computed">Is told what they gave; the tensor lives until the call goes on.</param>
internal sealed record DeepLayers(int Shallow, Tensor? Given, Action<Tensor> Computed);
