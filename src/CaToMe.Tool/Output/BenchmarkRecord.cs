using CaToMe.Measuring;

namespace CaToMe.Tool.Output;

/// <summary>What <c>bench --json</c> says of one way of running one network.</summary>
internal sealed class BenchmarkRecord(UNetTiming timing, string network) : JsonRecord
{
    public string Network => network;

    public string Implementation => timing.Implementation;

    public string Dtype => timing.Dtype;

    public string Merging => timing.Setting;

    /// <summary>Median of a call; with caching, the mean over a checkpoint and the calls up to the next.</summary>
    public double CallSeconds => timing.Seconds;

    public double FastestSeconds => timing.Fastest;

    public double MergedShare => timing.MergedShare;

    /// <summary>Share of a call that merging and unmerging take, without matching.</summary>
    public double? ApplicationShare => timing.ApplicationShare;
}
