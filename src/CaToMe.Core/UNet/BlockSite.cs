namespace CaToMe.UNet;

/// <summary>A place in the U-Net: one transformer block.</summary>
/// <param name="Name">The block's name in the checkpoint.</param>
/// <param name="Grid">Its tokens.</param>
internal readonly record struct BlockSite(string Name, TokenGrid Grid);
