using CaToMe.Layers;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>
/// Attention in proportion: a merged token counts as often as it stands for tokens (Token Merging, arXiv 2210.09461, section 3). Made by giving all
/// tokens as keys, each as what it was merged into: the same numbers, but not the time that a kernel with weights would take.
/// </summary>
/// <param name="inner">Merges.</param>
internal sealed class InProportion(IInterceptor inner) : BlocksAround(inner)
{
    private protected override Tensor Attend(IBlockInterceptor merging, Tensor x, PackedLayer compute)
    {
        var replaced = merging.Around(BlockLayer.SelfAttention, x, (merged, _) => merged.Values); // [B, N, C]
        return merging.Around(BlockLayer.SelfAttention, x, (merged, _) => compute(merged, PackedTokens.Of(replaced)));
    }
}

/// <summary>Another way to attend with the plans of merging.</summary>
/// <param name="inner">Merges.</param>
internal abstract class BlocksAround(IInterceptor inner) : IInterceptor
{
    public void BeginCall(int call) => inner.BeginCall(call);

    public IBlockInterceptor Enter(BlockSite site, Tensor x) =>
        inner.Enter(site, x) is var merging && merging is EveryToken ? merging : new Block(this, merging);

    public void EndCall() => inner.EndCall();

    private protected abstract Tensor Attend(IBlockInterceptor merging, Tensor x, PackedLayer compute);

    private sealed class Block(BlocksAround around, IBlockInterceptor merging) : IBlockInterceptor
    {
        public Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute) =>
            layer == BlockLayer.SelfAttention ? around.Attend(merging, x, compute) : merging.Around(layer, x, compute);
    }
}
