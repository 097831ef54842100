using CaToMe.Reuse;
using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Denoising;

/// <summary>
/// What the U-Net's deeper layers gave at the last call that computed them, for calls that leave them out (DeepCache, arXiv 2312.00858). Kept as it
/// is: straight lines through earlier calls were tried, and were worse, because guidance multiplies what they make of the two halves' difference.
/// </summary>
/// <param name="shallow">Layers of the up path that every call computes.</param>
/// <param name="calls">What each call computes.</param>
internal sealed class DeepFeatures(int shallow, IReadOnlyList<PlannedCall> calls) : IDisposable
{
    private readonly bool isUsed = calls.Any(call => !call.IsDeep);
    private Tensor? kept; // [B, C, H, W]; of a call with the prompted half alone, that half is new

    /// <summary>What becomes of the deeper layers in a call; null: they are computed, and nobody asks for them later.</summary>
    /// <param name="call">The call.</param>
    /// <param name="samples">Its batch: all samples, or the last of them, those with the prompt.</param>
    internal DeepLayers? For(int call, long samples)
    {
        var isKnown = kept is not null && kept.shape[0] >= samples;
        return isUsed ? new(shallow, calls[call].IsDeep || !isKnown ? null : kept!.narrow(0, kept.shape[0] - samples, samples), Keep) : null;
    }

    public void Dispose() => kept?.Dispose();

    private void Keep(Tensor computed)
    {
        using var scope = NewDisposeScope();
        var others = (kept?.shape[0] ?? 0) - computed.shape[0];
        var next = others > 0 ? cat([kept!.narrow(0, 0, others), computed]) : computed.alias();
        kept?.Dispose();
        kept = next.DetachFromDisposeScope();
    }
}
