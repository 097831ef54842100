using CaToMe.Layers;
using CaToMe.Merging;
using CaToMe.Runtime;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// diffusers' BasicTransformerBlock: self-attention, attention to the prompt, feed-forward, each on normalised tokens and
/// with a residual. Tokens may be merged around each (CA-ToMe, figure 3); the block only asks for a plan.
/// </summary>
internal sealed class TransformerBlock(WeightReader reader, long channels, int heads, long contextChannels, bool upcastAttention)
{
    private readonly string name = reader.Name;
    private readonly LayerNorm norm1 = new(reader["norm1"], channels), norm2 = new(reader["norm2"], channels), norm3 = new(reader["norm3"], channels);
    private readonly SelfAttention attn1 = new(reader["attn1"], channels, heads, upcast: upcastAttention);
    private readonly CrossAttention attn2 = new(reader["attn2"], channels, contextChannels, heads, upcastAttention);
    private readonly FeedForward ff = new(reader["ff"]["net"], channels);

    /// <summary>Image tokens in and out: [B, N, C].</summary>
    internal Tensor Forward(Tensor x, UNetCall call, TokenGrid grid)
    {
        using var scope = NewDisposeScope();
        call.Cancellation.ThrowIfCancellationRequested();
        var input = x;
        var plans = call.Times.OfMatching(() => call.Merger.PlansFor(new BlockSite(name, grid), input));
        var keysAndValues = call.Prompt.KeysAndValues(attn2);
        x = x + MergePlan.Around(
            plans.SelfAttention, norm1.Forward(x), (tokens, lengths) => call.Times.OfSelfAttention(() => attn1.Forward(tokens, lengths, call.Cancellation)));
        call.Cancellation.ThrowIfCancellationRequested();
        x.add_(MergePlan.Around(plans.CrossAttention, norm2.Forward(x), (tokens, lengths) => attn2.Forward(tokens, lengths, keysAndValues)));
        call.Cancellation.ThrowIfCancellationRequested();
        x.add_(MergePlan.Around(plans.FeedForward, norm3.Forward(x), (tokens, _) => ff.Forward(tokens)));
        return x.MoveToOuterDisposeScope();
    }
}

/// <summary>Two linear layers with a gated GELU between them (GEGLU).</summary>
internal sealed class FeedForward(WeightReader reader, long channels)
{
    private readonly Linear proj = new(reader[0]["proj"], channels, 8 * channels);
    private readonly Linear output = new(reader[2], 4 * channels, channels);

    internal Tensor Forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var halves = proj.Forward(tokens).chunk(2, -1); // value and gate: [T, 4 C] each
        return output.Forward(nn.functional.gelu(halves[1]).mul_(halves[0])).MoveToOuterDisposeScope();
    }
}

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
        var tokens = projIn.Forward(norm.Forward(image).ToTokens()); // [B, H W, C]
        foreach (var block in blocks)
        {
            tokens = block.Forward(tokens, call, grid);
        }

        return projOut.Forward(tokens).ToImage(height, width).add_(image).MoveToOuterDisposeScope(); // [B, C, H, W]
    }
}
