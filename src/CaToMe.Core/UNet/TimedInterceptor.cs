using System.Diagnostics;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// Measures how long a run's blocks match tokens and attend, around another interceptor. It means something where work is
/// done when it is asked for: on a CPU.
/// </summary>
/// <param name="inner">What stands around the layers.</param>
internal sealed class TimedInterceptor(IInterceptor inner) : IInterceptor
{
    private readonly Stopwatch matching = new(), selfAttention = new();

    /// <summary>Time in which the inner interceptor decided what to do.</summary>
    internal TimeSpan Matching => matching.Elapsed;

    /// <summary>Time in self-attention itself.</summary>
    internal TimeSpan SelfAttention => selfAttention.Elapsed;

    public void BeginCall(int call) => inner.BeginCall(call);

    public IBlockInterceptor Enter(BlockSite site, Tensor x) => new Block(Measure(matching, () => inner.Enter(site, x)), selfAttention);

    public void EndCall() => inner.EndCall();

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

    private sealed class Block(IBlockInterceptor inner, Stopwatch selfAttention) : IBlockInterceptor
    {
        public Tensor Around(BlockLayer layer, Tensor x, PackedLayer compute) => inner.Around(layer, x, layer != BlockLayer.SelfAttention
            ? compute
            : (tokens, keysAndValues) => Measure(selfAttention, () => compute(tokens, keysAndValues)));
    }
}
