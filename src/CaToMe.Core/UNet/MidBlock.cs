using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>The middle: resnet, attention, resnet at the lowest resolution.</summary>
internal sealed class MidBlock
{
    private readonly ResnetBlock first, second;
    private readonly SpatialTransformer attention;
    private readonly int downsample;

    internal MidBlock(WeightReader reader, UNetConfig config)
    {
        var level = config.Channels.Count - 1;
        var channels = config.Channels[level];
        downsample = 1 << level;
        first = new ResnetBlock(reader["resnets"][0], channels, channels, config.NormGroups, config.NormEpsilon, config.TimeEmbedDim);
        attention = new SpatialTransformer(reader["attentions"][0], config, level);
        second = new ResnetBlock(reader["resnets"][1], channels, channels, config.NormGroups, config.NormEpsilon, config.TimeEmbedDim);
    }

    internal Tensor Forward(Tensor x, UNetCall call) =>
        second.Forward(attention.Forward(first.Forward(x, call.ActivatedTime, call.Cancellation), call, downsample), call.ActivatedTime, call.Cancellation);
}
