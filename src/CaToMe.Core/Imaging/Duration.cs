namespace CaToMe.Imaging;

/// <summary>Durations as files keep them: seconds.</summary>
internal static class Duration
{
    /// <summary>A time to its nearest tick: <see cref="TimeSpan.FromSeconds(double)"/> would cut, and give back less than was written.</summary>
    /// <exception cref="OverflowException">It is no number, or more than <see cref="TimeSpan"/> holds.</exception>
    public static TimeSpan OfSeconds(double seconds) => new(checked((long)Math.Round(seconds * TimeSpan.TicksPerSecond)));
}
