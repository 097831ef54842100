using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.UNet;

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
    /// <param name="x">What the level below gave; for later layers, what those before them gave.</param>
    /// <param name="call">The U-Net call.</param>
    /// <param name="skips">Results of the down path, the one that the first layer takes on top.</param>
    /// <param name="from">The first layer to run.</param>
    /// <param name="to">The layer to stop before, at the same size; null: all, and twice the size.</param>
    internal Tensor Forward(Tensor x, UNetCall call, Stack<Tensor> skips, int from = 0, int? to = null)
    {
        using var scope = NewDisposeScope();
        for (var i = from; i < (to ?? resnets.Count); i++)
        {
            using var skip = skips.Pop();
            using var before = i > from ? x : null; // what the first layer takes is the caller's
            x = Layer(i, cat([x, skip], 1), call);
        }

        return (upsampler is null || to is not null ? x : Upsample(upsampler, x, skips.Peek().shape[2..])).MoveToOuterDisposeScope();
    }

    private Tensor Layer(int i, Tensor joined, UNetCall call)
    {
        using var scope = NewDisposeScope();
        var x = resnets[i].Forward(joined, call.ActivatedTime, call.Cancellation, isSpent: true);
        return (attentions.Count > 0 ? attentions[i].Forward(x, call, downsample) : x).MoveToOuterDisposeScope();
    }

    private static Tensor Upsample(Conv2d convolution, Tensor x, long[] size) => size[0] == 2 * x.shape[2] && size[1] == 2 * x.shape[3]
        ? convolution.ForwardDoubled(x)
        : convolution.Forward(nn.functional.interpolate(x, size: size, mode: InterpolationMode.Nearest));
}
