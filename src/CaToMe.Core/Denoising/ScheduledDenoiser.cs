using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>A prompt that changes during a run: each call is predicted with its own.</summary>
/// <param name="ofPrompt">One for each prompt.</param>
/// <param name="promptOf">The prompt of each call.</param>
internal sealed class ScheduledDenoiser(IReadOnlyList<IDenoiser> ofPrompt, IReadOnlyList<int> promptOf) : IDenoiser
{
    public Tensor Predict(Tensor latents, int call) => ofPrompt[promptOf[call]].Predict(latents, call);
}
