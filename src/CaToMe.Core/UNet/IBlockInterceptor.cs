using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>Stands around the layers of one transformer block in one U-Net call.</summary>
internal interface IBlockInterceptor
{
    /// <summary>Runs a layer, on all tokens or on fewer; or does not run it.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="x">Its input, after the norm: [B, N, C].</param>
    /// <param name="compute">The layer.</param>
    /// <returns>What is added to the block's tokens: [B, N, C], which the block frees.</returns>
    Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute);
}
