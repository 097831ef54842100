using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>The memory order in which convolutions are fast and an image is also a list of tokens.</summary>
internal static class MemoryOrder
{
    /// <summary>The same image with the channels of each pixel next to each other in memory.</summary>
    internal static Tensor ChannelsLast(this Tensor image) => image.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>An image [B, C, H, W] as tokens [B, H W, C]: a view where channels lie last.</summary>
    internal static Tensor ToTokens(this Tensor image) => image.permute(0, 2, 3, 1).reshape(image.shape[0], -1, image.shape[1]);

    /// <summary>Tokens [B, H W, C] as an image [B, C, H, W]: a view.</summary>
    internal static Tensor ToImage(this Tensor tokens, long height, long width) =>
        tokens.reshape(tokens.shape[0], height, width, -1).permute(0, 3, 1, 2);
}
