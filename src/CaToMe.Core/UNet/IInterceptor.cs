using CaToMe.Layers;
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
}

/// <summary>Stands around the layers of one transformer block in one U-Net call.</summary>
internal interface IBlockInterceptor
{
    /// <summary>Runs a layer, on all tokens or on fewer; or does not run it.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="x">Its input, after the norm: [B, N, C].</param>
    /// <param name="compute">The layer.</param>
    /// <returns>What is added to the block's tokens: [B, N, C].</returns>
    Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute);
}

/// <summary>A layer of a transformer block, which takes any number of tokens of each sample: [T, C] -> [T, C].</summary>
/// <param name="tokens">The tokens.</param>
/// <param name="keysAndValues">For self-attention, what the tokens attend to where that is not they themselves.</param>
internal delegate Tensor PackedLayer(PackedTokens tokens, PackedTokens? keysAndValues = null);
