using CaToMe.Reuse;

namespace CaToMe.Denoising;

/// <summary>What one run keeps of its U-Net calls, to continue it at calls that do not compute it.</summary>
/// <param name="calls">What each call computes.</param>
/// <param name="shallow">Layers of the up path that every call computes.</param>
internal sealed class RunReuse(IReadOnlyList<PlannedCall> calls, int shallow) : IDisposable
{
    /// <summary>What the U-Net's deeper layers gave.</summary>
    internal DeepFeatures Features { get; } = new(shallow, calls);

    /// <summary>The difference that guidance makes; null where every guided call computes it.</summary>
    internal Continuation? Guidance { get; } = calls.Any(call => call.Guidance == GuidanceSource.Continued) ? new() : null;

    /// <summary>The predictions; null where every call is made.</summary>
    internal Continuation? Predictions { get; } = calls.All(call => call.Predicts) ? null : new();

    public void Dispose()
    {
        Features.Dispose();
        Guidance?.Dispose();
        Predictions?.Dispose();
    }
}
