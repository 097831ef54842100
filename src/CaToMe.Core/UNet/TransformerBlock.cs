using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// diffusers' BasicTransformerBlock: self-attention, attention to the prompt, feed-forward, each on normalised tokens and
/// with a residual. Somebody may stand around each of them and merge its tokens (CA-ToMe, figure 3).
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
        var keysAndValues = call.Prompt.KeysAndValues(attn2);
        var block = call.Interceptor.Enter(new BlockSite(name, grid), x);
        using (var added = Around(block, BlockLayer.SelfAttention, norm1, x, (tokens, others) => attn1.Forward(tokens, others, call.Cancellation)))
        {
            x = x + added;
        }

        using (var added = Around(block, BlockLayer.CrossAttention, norm2, x, (tokens, _) => attn2.Forward(tokens, keysAndValues, call.Cancellation)))
        {
            x.add_(added);
        }

        using (var added = Around(block, BlockLayer.FeedForward, norm3, x, (tokens, _) => ff.Forward(tokens.Values)))
        {
            x.add_(added);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>What a layer adds to the tokens; all else that it makes is freed before the next one.</summary>
    private static Tensor Around(IBlockInterceptor block, BlockLayer layer, LayerNorm norm, Tensor x, PackedLayer compute)
    {
        using var scope = NewDisposeScope();
        return block.Around(layer, norm.Forward(x), compute).MoveToOuterDisposeScope();
    }
}
