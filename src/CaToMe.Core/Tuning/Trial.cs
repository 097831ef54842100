namespace CaToMe.Tuning;

/// <summary>A picture that was drawn on the way.</summary>
/// <param name="Error">Mean squared difference of its pixels, 0 to 255, from the converged picture's.</param>
/// <param name="Calls">Its U-Net calls.</param>
internal sealed record Trial(double Error, IReadOnlyList<CallKind> Calls)
{
    /// <summary>Likeness to the converged picture, in dB.</summary>
    internal double Psnr => 10 * Math.Log10(255 * 255 / Math.Max(Error, 1e-3));
}
