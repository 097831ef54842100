using CaToMe.Imaging;
using CaToMe.Runtime;
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
    /// <returns>A picture per sample.</returns>
    internal List<RgbImage> Decode(Tensor latents)
    {
        using var scope = NewDisposeScope();
        var scaled = (latents / vae.Config.ScalingFactor).to(vae.Dtype);
        var decoded = vae.Decode(scaled).to(ScalarType.Float32); // [B, 3, H, W], -1 to 1
        finite.Of("pixels of the decoder", decoded);
        var pixels = decoded.div_(2).add_(0.5).clamp_(0, 1).mul_(255).round_().to(ScalarType.Byte)
            .permute(0, 2, 3, 1).contiguous().cpu(); // [B, H, W, 3]
        var (height, width) = ((int)pixels.shape[1], (int)pixels.shape[2]);
        return [.. pixels.unbind().Select(image => new RgbImage(width, height, image.contiguous().data<byte>().ToArray()))];
    }
}
