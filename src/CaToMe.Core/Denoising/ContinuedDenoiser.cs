using CaToMe.Reuse;
using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>Leaves out whole U-Net calls: the prediction is continued from earlier calls.</summary>
/// <param name="inner">Predicts at the calls that compute.</param>
/// <param name="calls">What each call computes.</param>
/// <param name="predictions">Keeps the predictions.</param>
internal sealed class ContinuedDenoiser(IDenoiser inner, IReadOnlyList<PlannedCall> calls, Continuation predictions) : IDenoiser
{
    public Tensor Predict(Tensor latents, int call)
    {
        if (!calls[call].Predicts)
        {
            return predictions.Next();
        }

        var prediction = inner.Predict(latents, call);
        predictions.Add(prediction);
        return prediction;
    }
}
