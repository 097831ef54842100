using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>diffusers' Transformer2DModel: an image's pixels as tokens through transformer blocks, with a residual.</summary>
internal sealed class SpatialTransformer
{
    private readonly GroupNorm norm;
    private readonly Linear projIn, projOut;
    private readonly List<TransformerBlock> blocks;

    internal SpatialTransformer(WeightReader reader, UNetConfig config, int level)
    {
        var channels = config.Channels[level];
        norm = new GroupNorm(reader["norm"], config.NormGroups, channels, 1e-6);
        projIn = Linear.FromProjection(reader["proj_in"], channels, config.LinearProjection);
        blocks = [.. Enumerable.Range(0, config.TransformerLayers[level])
            .Select(i => new TransformerBlock(
                reader["transformer_blocks"][i], channels, config.Heads[level], config.CrossAttentionDim, config.UpcastAttention))];
        projOut = Linear.FromProjection(reader["proj_out"], channels, config.LinearProjection);
    }

    /// <summary>Image in and out: [B, C, H, W].</summary>
    internal Tensor Forward(Tensor image, UNetCall call, int downsample)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (image.shape[2], image.shape[3]);
        var grid = new TokenGrid((int)height, (int)width, downsample);
        var tokens = Tokens(image);
        foreach (var block in blocks)
        {
            using var before = tokens;
            tokens = block.Forward(tokens, call, grid);
        }

        return projOut.Forward(tokens).ToImage(height, width).add_(image).MoveToOuterDisposeScope(); // [B, C, H, W]
    }

    /// <summary>[B, C, H, W] -> [B, H W, C].</summary>
    private Tensor Tokens(Tensor image)
    {
        using var scope = NewDisposeScope();
        return projIn.Forward(norm.Forward(image).ToTokens()).MoveToOuterDisposeScope();
    }
}
