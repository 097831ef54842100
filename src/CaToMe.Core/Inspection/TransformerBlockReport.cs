namespace CaToMe.Inspection;

/// <summary>A transformer block of the U-Net at one image size.</summary>
/// <param name="Name">Its name in the checkpoint.</param>
/// <param name="Downsample">How many times its sides are below the latent's: 1, 2, 4 or 8.</param>
/// <param name="Channels">Width of its tokens.</param>
/// <param name="Heads">Its attention heads.</param>
/// <param name="Columns">Tokens along the picture's width.</param>
/// <param name="Rows">Tokens along the picture's height.</param>
public sealed record TransformerBlockReport(string Name, int Downsample, int Channels, int Heads, int Columns, int Rows)
{
    /// <summary>Its tokens.</summary>
    public int Tokens => Columns * Rows;
}
