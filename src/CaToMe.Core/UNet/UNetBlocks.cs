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
        for (var i = 0; i < resnets.Count; i++)
        {
            using var scope = NewDisposeScope();
            x = resnets[i].Forward(x, call.ActivatedTime, call.Cancellation);
            x = (attentions.Count > 0 ? attentions[i].Forward(x, call, downsample) : x).MoveToOuterDisposeScope();
            skips.Push(x);
        }

        if (downsampler is not null)
        {
            x = downsampler.Forward(x);
            skips.Push(x);
        }

        return x;
    }
}

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

/// <summary>One resolution of the up path: (resnet, attention) layers that each take one result of the down path, then twice the size.</summary>
internal sealed class UpBlock
{
    private readonly List<ResnetBlock> resnets;
    private readonly List<SpatialTransformer> attentions;
    private readonly Conv2d? upsampler;
    private readonly int downsample;

    /// <param name="reader">The block's place in the checkpoint.</param>
    /// <param name="config">The geometry.</param>
    /// <param name="index">Position in the up path: 0 is the lowest resolution.</param>
    internal UpBlock(WeightReader reader, UNetConfig config, int index)
    {
        var last = config.Channels.Count - 1;
        var level = last - index;
        var channels = config.Channels[level];
        var from = config.Channels[Math.Min(level + 1, last)];
        var below = config.Channels[Math.Max(level - 1, 0)];
        downsample = 1 << level;
        resnets = [.. Enumerable.Range(0, config.LayersPerBlock + 1).Select(i => new ResnetBlock(
            reader["resnets"][i],
            (i == 0 ? from : channels) + (i == config.LayersPerBlock ? below : channels),
            channels, config.NormGroups, config.NormEpsilon, config.TimeEmbedDim))];
        attentions = config.UpAttention[index]
            ? [.. Enumerable.Range(0, config.LayersPerBlock + 1).Select(i => new SpatialTransformer(reader["attentions"][i], config, level))]
            : [];
        upsampler = level > 0 ? new Conv2d(reader["upsamplers"][0]["conv"], channels, channels) : null;
    }

    /// <summary>[B, C, H, W] -> [B, C', 2 H, 2 W], or the size of the next result of the down path where that is odd.</summary>
    internal Tensor Forward(Tensor x, UNetCall call, Stack<Tensor> skips)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < resnets.Count; i++)
        {
            using var skip = skips.Pop();
            x = resnets[i].Forward(cat([x, skip], 1), call.ActivatedTime, call.Cancellation);
            x = attentions.Count > 0 ? attentions[i].Forward(x, call, downsample) : x;
        }

        x = upsampler is null ? x
            : upsampler.Forward(nn.functional.interpolate(x, size: skips.Peek().shape[2..], mode: InterpolationMode.Nearest));
        return x.MoveToOuterDisposeScope();
    }
}
