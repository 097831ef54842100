using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>
/// Predicts what is to be taken out of noisy latents. The U-Net is one; guidance is another around it; what leaves out calls
/// or halves of them goes around these.
/// </summary>
internal interface IDenoiser
{
    /// <summary>Predicts.</summary>
    /// <param name="latents">Latents as the scheduler scales them, [B, 4, h, w], float32.</param>
    /// <param name="call">The U-Net call of the run, from 0.</param>
    /// <returns>Noise, velocity or clean latents, whatever the model predicts: a new tensor, [B, 4, h, w], float32.</returns>
    Tensor Predict(Tensor latents, int call);
}
