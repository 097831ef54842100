using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Vae;

/// <summary>Pixels to the mean and log-variance of latents.</summary>
internal sealed class Encoder
{
    private readonly Conv2d convIn, convOut;
    private readonly List<(List<ResnetBlock> Resnets, Conv2d? Downsampler)> blocks = [];
    private readonly CoderMiddle middle;
    private readonly GroupNorm normOut;

    internal Encoder(WeightReader reader, AutoencoderConfig config)
    {
        convIn = new Conv2d(reader["conv_in"], config.ImageChannels, config.Channels[0]);
        for (var level = 0; level < config.Channels.Count; level++)
        {
            var block = reader["down_blocks"][level];
            var (inputs, outputs) = (config.Channels[Math.Max(level - 1, 0)], config.Channels[level]);
            blocks.Add((
                [.. Enumerable.Range(0, config.LayersPerBlock).Select(i => Coder.Resnet(block["resnets"][i], i == 0 ? inputs : outputs, outputs, config))],
                level < config.Channels.Count - 1 ? new Conv2d(block["downsamplers"][0]["conv"], outputs, outputs, stride: 2, padding: 0) : null));
        }

        middle = new CoderMiddle(reader["mid_block"], config);
        normOut = new GroupNorm(reader["conv_norm_out"], config.NormGroups, config.Channels[^1], 1e-6);
        convOut = new Conv2d(reader["conv_out"], config.Channels[^1], 2 * config.LatentChannels);
    }

    /// <summary>[B, 3, H, W] -> [B, 2 x latent channels, H / factor, W / factor].</summary>
    internal Tensor Forward(Tensor image, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var x = convIn.Forward(image.ChannelsLast());
        foreach (var (resnets, downsampler) in blocks)
        {
            x = resnets.Aggregate(x, (h, resnet) => resnet.Forward(h, null, cancellation));
            x = downsampler?.Forward(nn.functional.pad(x, [0, 1, 0, 1])) ?? x; // one row and column more, at the end
        }

        return convOut.Forward(normOut.ForwardSilu(middle.Forward(x, cancellation), isSpent: true)).MoveToOuterDisposeScope();
    }
}
