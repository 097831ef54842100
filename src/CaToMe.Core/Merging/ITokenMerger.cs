using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>Says which tokens a transformer block merges. The block does not know where the plans come from.</summary>
internal interface ITokenMerger
{
    /// <summary>The plans of one block in the U-Net call in progress.</summary>
    /// <param name="site">The block.</param>
    /// <param name="tokens">Its input, before any normalisation: [B, N, C].</param>
    BlockPlans PlansFor(BlockSite site, Tensor tokens);
}

/// <summary>A block's plans; null where nothing is merged.</summary>
/// <param name="SelfAttention">Around self-attention.</param>
/// <param name="CrossAttention">Around cross-attention.</param>
/// <param name="FeedForward">Around the feed-forward layers.</param>
internal readonly record struct BlockPlans(MergePlan? SelfAttention, MergePlan? CrossAttention, MergePlan? FeedForward);

/// <summary>Merges nothing.</summary>
internal sealed class NoMerging : ITokenMerger
{
    public BlockPlans PlansFor(BlockSite site, Tensor tokens) => default;
}
