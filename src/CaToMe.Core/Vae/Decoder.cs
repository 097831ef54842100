using CaToMe.Layers;
using CaToMe.Runtime;
using CaToMe.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Vae;

/// <summary>Latents to pixels.</summary>
internal sealed class Decoder
{
    private const long NumbersOfLargeImages = 4 << 20;

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
            x = resnets.Aggregate(x, (h, resnet) => Next(h, resnet.Forward(h, null, cancellation, isSpent: true)));
            cancellation.ThrowIfCancellationRequested();
            x = upsampler is null ? x : Next(x, upsampler.ForwardDoubled(x));
        }

        return convOut.Forward(normOut.ForwardSilu(x, isSpent: true)).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>
    /// At most two images are there at a time. What is freed goes back to the system where it is much: the C library often has no use for it,
    /// as the next image begins at another fraction of a page, and would take as much again.
    /// </summary>
    private static Tensor Next(Tensor image, Tensor next)
    {
        image.Dispose();
        if (next.device_type == DeviceType.CPU && next.numel() >= NumbersOfLargeImages)
        {
            ProcessMemory.GiveBackFreedPages();
        }

        return next;
    }
}
