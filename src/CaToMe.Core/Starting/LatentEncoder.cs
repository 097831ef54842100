using CaToMe.Requests;
using CaToMe.Vae;
using static TorchSharp.torch;

namespace CaToMe.Starting;

/// <summary>Pictures to latents.</summary>
/// <param name="vae">The autoencoder.</param>
/// <param name="device">Where it computes.</param>
/// <param name="cancellation">Takes effect before its next layer.</param>
internal sealed class LatentEncoder(AutoencoderKL vae, Device device, CancellationToken cancellation)
{
    /// <summary>A picture's pixels, -1 to 1: [1, 3, H, W] on the CPU.</summary>
    internal static Tensor PixelsOf(RgbImage picture)
    {
        using var scope = NewDisposeScope();
        var bytes = tensor(picture.Pixels, device: CPU).reshape(picture.Height, picture.Width, 3); // [H, W, 3]
        return bytes.permute(2, 0, 1).unsqueeze(0).to(ScalarType.Float32).div_(127.5).sub_(1).MoveToOuterDisposeScope();
    }

    /// <summary>Draws latents from the distribution that the autoencoder gives, as diffusers does.</summary>
    /// <param name="pixels">[B, 3, H, W], -1 to 1, float32.</param>
    /// <param name="generator">The run's CPU generator.</param>
    /// <returns>A new tensor on the CPU, [B, 4, h, w], float32, times the scaling factor.</returns>
    internal Tensor Encode(Tensor pixels, Generator generator)
    {
        using var scope = NewDisposeScope();
        var (mean, logVariance) = vae.Encode(pixels.to(vae.Dtype).to(device), cancellation);
        var deviation = logVariance.to(ScalarType.Float32).cpu().div_(2).exp_();
        var noise = randn(mean.shape, ScalarType.Float32, CPU, generator: generator);
        return (mean.to(ScalarType.Float32).cpu() + (deviation * noise)).mul_(vae.Config.ScalingFactor).MoveToOuterDisposeScope();
    }
}
