namespace CaToMe.Sampling;

/// <summary>The steps that a run takes of a grid. A run that begins at a picture leaves out the first ones, where noise is all there is.</summary>
/// <param name="Count">Steps of the whole grid.</param>
/// <param name="First">The step to begin at, from 0 to <paramref name="Count"/> - 1.</param>
internal readonly record struct StepRange(int Count, int First = 0)
{
    /// <summary>Steps that are taken.</summary>
    internal int Taken => Count - First;

    /// <summary>The last steps of a grid, as diffusers counts them.</summary>
    /// <param name="count">Steps of the whole grid.</param>
    /// <param name="strength">The share to take, to 1.</param>
    internal static StepRange Last(int count, double strength) => new(count, count - Math.Min((int)(count * strength), count));

    /// <summary>So many steps that they are a share of a grid.</summary>
    /// <param name="taken">Steps to take.</param>
    /// <param name="strength">Their share, above 0 to 1.</param>
    internal static StepRange Taking(int taken, double strength) => (int)Math.Round(taken / strength) is var count ? new(count, count - taken) : default;
}
