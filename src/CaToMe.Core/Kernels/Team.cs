using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>The threads that share a kernel's work: as many as libtorch's own.</summary>
internal static class Team
{
    /// <summary>Number of threads.</summary>
    internal static int Size => get_num_threads();

    /// <summary>Does numbered parts of a work, each once, in any order.</summary>
    internal static void Run(long parts, Action<long> part, CancellationToken cancellation = default)
    {
        if (parts == 1 || Size == 1)
        {
            for (var i = 0L; i < parts; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                part(i);
            }

            return;
        }

        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = Size, CancellationToken = cancellation }, part);
    }
}
