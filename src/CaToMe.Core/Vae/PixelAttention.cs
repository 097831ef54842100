using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Vae;

/// <summary>Attention of every pixel to every other, one head, with a residual.</summary>
internal sealed class PixelAttention(WeightReader reader, int channels, int groups)
{
    private readonly GroupNorm norm = new(reader["group_norm"], groups, channels, 1e-6);
    private readonly SelfAttention attention = new(reader, channels, heads: 1, bias: true);

    internal Tensor Forward(Tensor x, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var (batch, height, width) = (x.shape[0], x.shape[2], x.shape[3]);
        return attention.Forward(PackedTokens.Of(norm.Forward(x).ToTokens()), keysAndValues: null, cancellation) // [B H W, C]
            .view(batch, height * width, channels).ToImage(height, width)
            .add_(x).MoveToOuterDisposeScope();
    }
}
