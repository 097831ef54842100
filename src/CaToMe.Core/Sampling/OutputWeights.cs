namespace CaToMe.Sampling;

/// <summary>A quantity as a weighted sum of the latents and the U-Net's output.</summary>
internal readonly record struct OutputWeights(double Sample, double Output);
