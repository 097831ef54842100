using CaToMe.Layers;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Vae;

/// <summary>Latents to pixels.</summary>
internal sealed class Decoder
{
    private readonly Conv2d convIn, convOut;
    private readonly CoderMiddle middle;
    private readonly List<(List<ResnetBlock> Resnets, Conv2d? Upsampler)> blocks = [];
    private readonly GroupNorm normOut;

    internal Decoder(WeightReader reader, AutoencoderConfig config)
    {
        var levels = config.Channels.Count;
        convIn = new Conv2d(reader["conv_in"], config.LatentChannels, config.Channels[^1]);
        middle = new CoderMiddle(reader["mid_block"], config);
        for (var i = 0; i < levels; i++)
        {
            var block = reader["up_blocks"][i];
            var (inputs, outputs) = (config.Channels[Math.Min(levels - i, levels - 1)], config.Channels[levels - 1 - i]);
            blocks.Add((
                [.. Enumerable.Range(0, config.LayersPerBlock + 1).Select(j => Coder.Resnet(block["resnets"][j], j == 0 ? inputs : outputs, outputs, config))],
                i < levels - 1 ? new Conv2d(block["upsamplers"][0]["conv"], outputs, outputs) : null));
        }

        normOut = new GroupNorm(reader["conv_norm_out"], config.NormGroups, config.Channels[0], 1e-6);
        convOut = new Conv2d(reader["conv_out"], config.Channels[0], config.ImageChannels);
    }

    /// <summary>[B, latent channels, H, W] -> [B, 3, factor x H, factor x W].</summary>
    internal Tensor Forward(Tensor latents, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var x = middle.Forward(convIn.Forward(latents.ChannelsLast()), cancellation);
        foreach (var (resnets, upsampler) in blocks)
        {
            x = resnets.Aggregate(x, (h, resnet) => resnet.Forward(h, null, cancellation, isSpent: true));
            cancellation.ThrowIfCancellationRequested();
            x = upsampler is null ? x : Doubled(upsampler, x);
        }

        return convOut.Forward(normOut.ForwardSilu(x, isSpent: true)).contiguous().MoveToOuterDisposeScope();
    }

    private static Tensor Doubled(Conv2d upsampler, Tensor image)
    {
        var doubled = upsampler.ForwardDoubled(image);
        SpentImage.Free(image);
        return doubled;
    }
}
