using CaToMe.Layers;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>A block whose tokens are merged before a layer and unmerged after it (CA-ToMe, figure 3).</summary>
/// <param name="plan">Who merges into whom.</param>
/// <param name="options">Which layers take part.</param>
/// <param name="whole">Runs the others.</param>
internal sealed class MergedBlock(IMergePlan plan, MergeOptions options, IBlockInterceptor whole) : IBlockInterceptor
{
    private readonly bool mergesKeysOnly = options is { KeysOnly: true, ReferenceCompatible: false };

    public Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute) =>
        !TakesPart(layer) ? whole.Around(layer, x, compute)
        : layer == BlockLayer.SelfAttention && mergesKeysOnly ? compute(PackedTokens.Of(x), plan.Merge(x)).view(x.shape)
        : plan.Unmerge(compute(plan.Merge(x)));

    private bool TakesPart(BlockLayer layer) => layer switch
    {
        BlockLayer.SelfAttention => options.SelfAttention,
        BlockLayer.CrossAttention => options.CrossAttention,
        _ => options.Mlp,
    };
}
