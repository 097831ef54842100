using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>One resolution of the down path: (resnet, attention) layers, then half the size.</summary>
internal sealed class DownBlock
{
    private readonly List<ResnetBlock> resnets;
    private readonly List<SpatialTransformer> attentions;
    private readonly Conv2d? downsampler;
    private readonly int downsample;

    internal DownBlock(WeightReader reader, UNetConfig config, int level)
    {
        var channels = config.Channels[level];
        downsample = 1 << level;
        resnets = [.. Enumerable.Range(0, config.LayersPerBlock).Select(i => new ResnetBlock(
            reader["resnets"][i], i == 0 ? config.Channels[Math.Max(level - 1, 0)] : channels, channels,
                config.NormGroups, config.NormEpsilon, config.TimeEmbedDim))];
        attentions = config.DownAttention[level]
            ? [.. Enumerable.Range(0, config.LayersPerBlock).Select(i => new SpatialTransformer(reader["attentions"][i], config, level))]
            : [];
        downsampler = level < config.Channels.Count - 1 ? new Conv2d(reader["downsamplers"][0]["conv"], channels, channels, stride: 2) : null;
    }

    /// <summary>[B, C, H, W] -> [B, C', H / 2, W / 2]; every result on the way is pushed for the up path.</summary>
    internal Tensor Forward(Tensor x, UNetCall call, Stack<Tensor> skips)
    {
        x = ForwardLayers(x, call, skips, resnets.Count);
        if (downsampler is not null)
        {
            x = downsampler.Forward(x);
            skips.Push(x);
        }

        return x;
    }

    /// <summary>The first layers alone: [B, C, H, W] -> [B, C', H, W].</summary>
    internal Tensor ForwardLayers(Tensor x, UNetCall call, Stack<Tensor> skips, int layers)
    {
        for (var i = 0; i < layers; i++)
        {
            using var scope = NewDisposeScope();
            x = resnets[i].Forward(x, call.ActivatedTime, call.Cancellation);
            x = (attentions.Count > 0 ? attentions[i].Forward(x, call, downsample) : x).MoveToOuterDisposeScope();
            skips.Push(x);
        }

        return x;
    }
}
