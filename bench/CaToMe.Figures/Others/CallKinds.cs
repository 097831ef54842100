using CaToMe.Denoising;
using static TorchSharp.torch;

namespace CaToMe.Documents.Others;

/// <summary>A way of merging that does more in some calls than in others, and not by the checkpoints of its options.</summary>
internal interface IUneven
{
    /// <summary>Whether a call that was made did more.</summary>
    bool DidMore(int call);
}

/// <summary>The U-Net, with a note of how many samples each call computed.</summary>
/// <param name="inner">The U-Net.</param>
internal sealed class CountedUNet(IDenoiser inner) : IDenoiser
{
    private readonly Dictionary<int, long> samples = [];

    /// <summary>Samples that a call computed; 0 where it was left out.</summary>
    internal long Of(int call) => samples.GetValueOrDefault(call);

    public Tensor Predict(Tensor latents, int call)
    {
        samples[call] = latents.shape[0];
        return inner.Predict(latents, call);
    }
}
