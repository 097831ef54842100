using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>A multistep method's way to the next latents: a weighted sum of latents, of the latest predictions and of unit noise.</summary>
/// <param name="Sample">Weight of the latents.</param>
/// <param name="Predictions">Weights of the predictions, the latest first.</param>
/// <param name="Noise">Weight of the noise.</param>
internal sealed record MultistepUpdate(double Sample, double[] Predictions, double Noise = 0)
{
    /// <summary>The next latents without the noise.</summary>
    /// <returns>A new tensor, [B, C, H, W].</returns>
    internal Tensor Apply(Tensor sample, PredictionHistory predictions) =>
        WeightedSum.Of([(Sample, sample), .. Predictions.Select((weight, age) => (weight, predictions[age]))]);
}
