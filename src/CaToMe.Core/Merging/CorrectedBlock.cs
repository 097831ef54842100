using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>
/// A merged block that gives back what merging lost: at a checkpoint self-attention runs merged and whole, and their difference is
/// added at the calls up to the next. At a checkpoint itself nothing is lost.
/// </summary>
/// <param name="merged">Merges and unmerges.</param>
/// <param name="whole">Runs the layer on all tokens.</param>
/// <param name="losses">Keeps the differences.</param>
/// <param name="site">The block's name.</param>
/// <param name="isCheckpoint">Whether the difference is computed in this call.</param>
internal sealed class CorrectedBlock(IBlockInterceptor merged, IBlockInterceptor whole, SiteStore<Tensor> losses, string site, bool isCheckpoint)
    : IBlockInterceptor
{
    public Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute)
    {
        var result = merged.Around(layer, x, compute); // [B, N, C]
        if (layer != BlockLayer.SelfAttention)
        {
            return result;
        }

        if (isCheckpoint)
        {
            var full = whole.Around(layer, x, compute);
            losses.Get(site, compute: true, () => (full - result).DetachFromDisposeScope());
            return full;
        }

        var (loss, _) = losses.Get(site, compute: false, () => null);
        return loss is null ? result : result.add_(loss.narrow(0, loss.shape[0] - x.shape[0], x.shape[0]));
    }
}
