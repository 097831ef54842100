namespace CaToMe.UNet;

/// <summary>A block's tokens as they lie in the image.</summary>
/// <param name="Height">Rows of tokens.</param>
/// <param name="Width">Tokens in a row.</param>
/// <param name="Downsample">How many times the resolution is below the latent's: 1, 2, 4, ...</param>
internal readonly record struct TokenGrid(int Height, int Width, int Downsample)
{
    /// <summary>Number of tokens.</summary>
    internal int Tokens => Height * Width;
}
