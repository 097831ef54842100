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
