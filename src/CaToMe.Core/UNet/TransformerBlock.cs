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
        x = x + block.Around(BlockLayer.SelfAttention, norm1.Forward(x), (tokens, others) => attn1.Forward(tokens, others, call.Cancellation));
        x.add_(block.Around(BlockLayer.CrossAttention, norm2.Forward(x), (tokens, _) => attn2.Forward(tokens, keysAndValues, call.Cancellation)));
        x.add_(block.Around(BlockLayer.FeedForward, norm3.Forward(x), (tokens, _) => ff.Forward(tokens.Values)));
        return x.MoveToOuterDisposeScope();
    }
}
