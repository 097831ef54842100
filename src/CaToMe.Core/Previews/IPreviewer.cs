using static TorchSharp.torch;

namespace CaToMe.Previews;

/// <summary>Makes colours of clean latents, roughly and fast.</summary>
internal interface IPreviewer : IDisposable
{
    /// <summary>Latents to colours.</summary>
    /// <param name="latents">Clean latents as the U-Net has them, [B, 4, h, w], float32.</param>
    /// <returns>[B, 3, H, W], about -1 to 1, float32, on the latents' device.</returns>
    Tensor Colours(Tensor latents);
}
