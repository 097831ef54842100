using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Vae;

/// <summary>The middle of encoder and decoder: resnet, attention over all pixels where the config has it, resnet.</summary>
internal sealed class CoderMiddle
{
    private readonly ResnetBlock first, second;
    private readonly PixelAttention? attention;

    internal CoderMiddle(WeightReader reader, AutoencoderConfig config)
    {
        var channels = config.Channels[^1];
        first = Coder.Resnet(reader["resnets"][0], channels, channels, config);
        attention = config.MidAttention ? new PixelAttention(reader["attentions"][0], channels, config.NormGroups) : null;
        second = Coder.Resnet(reader["resnets"][1], channels, channels, config);
    }

    internal Tensor Forward(Tensor x, CancellationToken cancellation)
    {
        x = first.Forward(x, null, cancellation);
        return second.Forward(attention?.Forward(x, cancellation) ?? x, null, cancellation);
    }
}

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

/// <summary>What encoder and decoder share.</summary>
internal static class Coder
{
    internal static ResnetBlock Resnet(WeightReader reader, int inputs, int outputs, AutoencoderConfig config) =>
        new(reader, inputs, outputs, config.NormGroups, 1e-6, timeChannels: 0);
}
