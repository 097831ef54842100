using System.Diagnostics;

namespace CaToMe.UNet;

/// <summary>How long a run's U-Net calls matched tokens and attended. It means something where work is done when it is asked for: on a CPU.</summary>
internal sealed class UNetTimes
{
    private readonly Stopwatch matching = new(), selfAttention = new();

    internal TimeSpan Matching => matching.Elapsed;

    internal TimeSpan SelfAttention => selfAttention.Elapsed;

    internal T OfMatching<T>(Func<T> work) => Measure(matching, work);

    internal T OfSelfAttention<T>(Func<T> work) => Measure(selfAttention, work);

    private static T Measure<T>(Stopwatch watch, Func<T> work)
    {
        watch.Start();
        try
        {
            return work();
        }
        finally
        {
            watch.Stop();
        }
    }
}
