using CaToMe.Measuring;

namespace CaToMe.Tool.Output;

/// <summary>What <c>bench --parts --json</c> says of one way of computing one part of a U-Net call.</summary>
internal sealed class PartRecord(PartTiming timing) : JsonRecord
{
    public string Part => timing.Part;

    public string Dtype => timing.Dtype;

    public string Route => timing.Route;

    /// <summary>Whether this machine takes this way.</summary>
    public bool IsChosen => timing.IsChosen;

    /// <summary>Median of one.</summary>
    public double Seconds => timing.Seconds;

    public double GigaflopsPerSecond => timing.GigaflopsPerSecond;
}
