namespace CaToMe.Sampling;

/// <summary>
/// A method that needs no earlier prediction: x' = Original · x₀ + Sample · x + Output · m + Noise · z, where m is the U-Net's
/// output, x₀ the clean latents that it implies, and z unit noise.
/// </summary>
internal readonly record struct StepWeights(double Original = 0, double Sample = 0, double Output = 0, double Noise = 0);
