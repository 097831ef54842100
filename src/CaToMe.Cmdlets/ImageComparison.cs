namespace CaToMe;

/// <summary>How much a picture differs from a reference.</summary>
/// <param name="Path">The picture.</param>
/// <param name="ReferencePath">What it is compared with.</param>
/// <param name="Psnr">Peak signal-to-noise ratio in dB; infinite when the pictures are equal.</param>
/// <param name="Ssim">Structural similarity, 1 when the pictures are equal.</param>
public sealed record ImageComparison(string Path, string ReferencePath, double Psnr, double Ssim);
