using System.Diagnostics;
using TorchSharp;

namespace CaToMe.Documents;

/// <summary>How fast the threads together read and write memory that no cache holds.</summary>
internal static class MemorySpeed
{
    private const long Numbers = 1 << 28; // 1 GiB of float32

    private const int Rounds = 5;

    /// <summary>Copies it; the fastest round counts.</summary>
    /// <returns>Bytes per second, those that are read and those that are written.</returns>
    internal static double Measure()
    {
        using var from = torch.ones(Numbers);
        using var to = torch.zeros(Numbers);
        var seconds = Enumerable.Range(0, Rounds).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            to.copy_(from);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        });
        return 2.0 * sizeof(float) * Numbers / seconds;
    }
}
