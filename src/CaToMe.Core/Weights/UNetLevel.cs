namespace CaToMe.Weights;

/// <summary>One resolution of the U-Net, on its way down, in the middle or on its way up.</summary>
/// <param name="Downsample">How many times its sides are below the latent's: 1, 2, 4 or 8.</param>
/// <param name="Layers">Residual blocks.</param>
/// <param name="Channels">Channels of its features.</param>
/// <param name="TransformerLayers">Transformer blocks after each residual block; 0 where there is no attention.</param>
/// <param name="Heads">Attention heads.</param>
internal sealed record UNetLevel(int Downsample, int Layers, int Channels, int TransformerLayers, int Heads);
