using System.Diagnostics;
using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Measuring;

/// <summary>A way of running a network that takes its turn in every round.</summary>
internal abstract class Contender(string implementation, ScalarType type, string setting) : IDisposable
{
    private readonly List<double> seconds = [];

    internal void Call(bool isWarmUp)
    {
        using var scope = NewDisposeScope();
        var time = TimeOneCall();
        if (!isWarmUp)
        {
            seconds.Add(time);
        }
    }

    internal UNetTiming Timing(BenchmarkSubject subject)
    {
        seconds.Sort();
        var median = (seconds[(seconds.Count - 1) / 2] + seconds[seconds.Count / 2]) / 2;
        return new UNetTiming(subject, implementation, ComputeDevice.NameOf(type), setting, median, seconds[0], MergedShare, ApplicationSeconds() / median);
    }

    public abstract void Dispose();

    protected virtual double MergedShare => 0;

    protected abstract double TimeOneCall();

    protected virtual double? ApplicationSeconds() => null;

    protected static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
