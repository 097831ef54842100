using CaToMe.Layers;
using CaToMe.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Vae;

/// <summary>The autoencoder between pixels and latents (diffusers' AutoencoderKL).</summary>
internal sealed class AutoencoderKL : IDisposable
{
    /// <summary>
    /// How many images of so many channels are in memory at the peak, with the convolutions' scratch memory and what the C library
    /// cannot use again. With SD 1.5's geometry 2.2 to 2.4 were measured with our own kernels, 3.1 to 4.1 with libtorch's.
    /// </summary>
    private const double PeakCopies = 4.5;

    private readonly WeightReader reader;
    private readonly Encoder encoder;
    private readonly Decoder decoder;
    private readonly Conv2d? quantConv, postQuantConv;

    internal AutoencoderKL(WeightReader reader, AutoencoderConfig config)
    {
        this.reader = reader;
        Config = config;
        encoder = new Encoder(reader["encoder"], config);
        decoder = new Decoder(reader["decoder"], config);
        quantConv = config.QuantConv ? new Conv2d(reader["quant_conv"], 2 * config.LatentChannels, 2 * config.LatentChannels, kernel: 1, padding: 0) : null;
        postQuantConv = config.PostQuantConv
            ? new Conv2d(reader["post_quant_conv"], config.LatentChannels, config.LatentChannels, kernel: 1, padding: 0)
            : null;
    }

    internal AutoencoderConfig Config { get; }

    /// <summary>The type that it computes in.</summary>
    internal ScalarType Dtype => reader.Type;

    /// <summary>Latents to pixels, sample by sample.</summary>
    /// <param name="latents">[B, 4, H, W], divided by the scaling factor.</param>
    /// <param name="tiled">Whether a picture larger than a tile is decoded tile by tile, so that memory stays bounded.</param>
    /// <param name="cancellationToken">Takes effect before the next layer.</param>
    /// <returns>[B, 3, factor x H, factor x W], about -1 to 1.</returns>
    internal Tensor Decode(Tensor latents, bool tiled = false, CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        return cat([.. latents.split(1).Select(Decoded)]).MoveToOuterDisposeScope();

        Tensor Decoded(Tensor one) => tiled && TiledDecoding.IsPossible(one)
            ? TiledDecoding.Decode(one, tile => DecodeWhole(tile, cancellationToken), Config.Factor)
            : DecodeWhole(one, cancellationToken);
    }

    /// <summary>
    /// Estimated memory that decoding one picture whole needs. The peak is at full resolution, in the first layers after the
    /// last upsampling, where a pixel still has the channels of the level below.
    /// </summary>
    /// <param name="latents">[B, 4, H, W].</param>
    internal long BytesToDecode(Tensor latents)
    {
        var pixels = latents.shape[2] * latents.shape[3] * Config.Factor * Config.Factor;
        return (long)(PeakCopies * pixels * Config.Channels[Math.Min(1, Config.Channels.Count - 1)] * Dtype.ElementSize());
    }

    /// <summary>Pixels to the distribution of latents, not yet times the scaling factor.</summary>
    /// <param name="image">[B, 3, H, W], -1 to 1.</param>
    /// <param name="cancellationToken">Takes effect before the next layer.</param>
    /// <returns>Mean and log-variance, [B, 4, H / factor, W / factor] each.</returns>
    internal (Tensor Mean, Tensor LogVariance) Encode(Tensor image, CancellationToken cancellationToken = default)
    {
        using var scope = NewDisposeScope();
        var encoded = encoder.Forward(image, cancellationToken);
        var moments = (quantConv?.Forward(encoded) ?? encoded).chunk(2, 1);
        return (moments[0].contiguous().MoveToOuterDisposeScope(), moments[1].clamp(-30, 20).contiguous().MoveToOuterDisposeScope());
    }

    public void Dispose() => reader.Dispose();

    private Tensor DecodeWhole(Tensor latents, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        return decoder.Forward(postQuantConv?.Forward(latents) ?? latents, cancellation).MoveToOuterDisposeScope();
    }
}
