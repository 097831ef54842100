using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// A prompt as the U-Net sees it during a run: its embeddings, and each block's keys and values of them, computed once.
/// </summary>
/// <param name="context">Hidden states of the text encoder, [B, 77, C].</param>
internal sealed class PromptAttention(Tensor context) : IDisposable
{
    private readonly Dictionary<CrossAttention, PackedTokens> keysAndValues = [];

    /// <summary>SDXL: the pooled prompt [B, P] and the sizes [B, 6]; null elsewhere.</summary>
    internal (Tensor Pooled, Tensor TimeIds)? Added { get; init; }

    /// <summary>[B 77, 2 C].</summary>
    internal PackedTokens KeysAndValues(CrossAttention attention)
    {
        if (!keysAndValues.TryGetValue(attention, out var known))
        {
            known = attention.KeysAndValues(context);
            keysAndValues[attention] = known with { Values = known.Values.DetachFromDisposeScope() };
        }

        return keysAndValues[attention];
    }

    public void Dispose()
    {
        foreach (var tokens in keysAndValues.Values)
        {
            tokens.Values.Dispose();
        }
    }
}
