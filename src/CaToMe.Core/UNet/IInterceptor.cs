using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// Stands around the layers of the U-Net's transformer blocks. A block asks it and nobody else: what merges tokens, or gives
/// back what it kept instead of computing, is an interceptor.
/// </summary>
internal interface IInterceptor
{
    /// <summary>A U-Net call begins.</summary>
    /// <param name="call">Its number in the run, from 0.</param>
    void BeginCall(int call);

    /// <summary>A transformer block begins.</summary>
    /// <param name="site">Which block.</param>
    /// <param name="x">Its input, before any norm: [B, N, C].</param>
    /// <returns>What stands around the block's layers in this call.</returns>
    IBlockInterceptor Enter(BlockSite site, Tensor x);

    /// <summary>The U-Net call ends: all its work was asked for. Here an interceptor may read numbers back from the device, once for all blocks.</summary>
    void EndCall();
}
