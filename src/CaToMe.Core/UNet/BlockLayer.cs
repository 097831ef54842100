namespace CaToMe.UNet;

/// <summary>The layers of a transformer block, in their order.</summary>
internal enum BlockLayer
{
    /// <summary>Attention of the image's tokens to each other.</summary>
    SelfAttention,

    /// <summary>Attention of the image's tokens to the prompt.</summary>
    CrossAttention,

    /// <summary>The feed-forward layers.</summary>
    FeedForward,
}
