using static TorchSharp.torch;

namespace CaToMe.Sampling;

/// <summary>Sampling methods move latents by weighted sums of latents, predictions and noise.</summary>
internal static class WeightedSum
{
    /// <summary>Σ weight · tensor in float32, whatever the tensors' own types. Terms after the first are left out where their weight is zero.</summary>
    /// <returns>A new tensor.</returns>
    internal static Tensor Of(params ReadOnlySpan<(double Weight, Tensor Tensor)> terms)
    {
        using var scope = NewDisposeScope();
        var sum = terms[0].Tensor.to(ScalarType.Float32).mul(terms[0].Weight);
        foreach (var (weight, tensor) in terms[1..])
        {
            if (weight != 0)
            {
                sum.add_(tensor, alpha: weight);
            }
        }

        return sum.MoveToOuterDisposeScope();
    }
}
