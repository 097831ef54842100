using CaToMe.Requests;
using CaToMe.Vae;
using static TorchSharp.torch;

namespace CaToMe.Pipeline;

/// <summary>Latents to pictures.</summary>
/// <param name="vae">The autoencoder.</param>
/// <param name="finite">Looks at what it gives.</param>
internal sealed class LatentDecoder(AutoencoderKL vae, FiniteCheck finite)
{
    /// <summary>Decodes.</summary>
    /// <param name="latents">[B, 4, h, w], float32.</param>
    /// <param name="tiled">Whether in tiles.</param>
    /// <param name="cancellation">Takes effect before the next layer or tile.</param>
    /// <returns>A picture per sample.</returns>
    internal List<RgbImage> Decode(Tensor latents, bool tiled, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var pixels = Pixels(latents, tiled, cancellation).div_(2).add_(0.5).clamp_(0, 1).mul_(255).round_().to(ScalarType.Byte)
            .permute(0, 2, 3, 1).contiguous().cpu(); // [B, H, W, 3]
        var (height, width) = ((int)pixels.shape[1], (int)pixels.shape[2]);
        return [.. pixels.unbind().Select(image => new RgbImage(width, height, image.contiguous().data<byte>().ToArray()))];
    }

    /// <summary>Decodes to numbers: [B, 3, H, W], about -1 to 1, float32, on the latents' device.</summary>
    internal Tensor Pixels(Tensor latents, bool tiled, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var decoded = vae.Decode((latents / vae.Config.ScalingFactor).to(vae.Dtype), tiled, cancellation).to(ScalarType.Float32);
        finite.Of("pixels of the decoder", decoded);
        return decoded.MoveToOuterDisposeScope();
    }

    /// <summary>What <see cref="VaeTiling.Auto"/> means for a picture here and now.</summary>
    /// <param name="asked">What the request says.</param>
    /// <param name="latents">[B, 4, h, w].</param>
    /// <param name="freeBytes">Free memory; null where nobody says.</param>
    internal VaeTiling Choose(VaeTiling asked, Tensor latents, Func<long?> freeBytes) =>
        asked != VaeTiling.Auto ? asked
        : TiledDecoding.IsAdvisable(latents, vae.BytesToDecode(latents), freeBytes) ? VaeTiling.On
        : VaeTiling.Off;
}
