using CaToMe.Layers;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>
/// A prompt as the U-Net sees it during a run: its embeddings, and each block's keys and values of them, computed once.
/// </summary>
/// <param name="context">Hidden states of the text encoder, [all, 77, C].</param>
/// <param name="first">The first of the samples that it is for.</param>
internal sealed class PromptAttention(Tensor context, long first = 0) : IDisposable
{
    private readonly Dictionary<CrossAttention, PackedTokens> keysAndValues = [];
    private readonly (Tensor Pooled, Tensor TimeIds)? added;
    private PromptAttention? last;

    /// <summary>SDXL: the pooled prompt [B, P] and the sizes [B, 6]; null elsewhere.</summary>
    internal (Tensor Pooled, Tensor TimeIds)? Added
    {
        get => added is var (pooled, sizes) ? (Own(pooled), Own(sizes)) : null;
        init => added = value;
    }

    /// <summary>How closely to follow it, for a U-Net that takes the guidance scale as an input.</summary>
    internal double GuidanceScale { get; init; } = 1;

    /// <summary>[B 77, 2 C].</summary>
    internal PackedTokens KeysAndValues(CrossAttention attention)
    {
        if (!keysAndValues.TryGetValue(attention, out var known))
        {
            known = attention.KeysAndValues(Own(context));
            keysAndValues[attention] = known with { Values = known.Values.DetachFromDisposeScope() };
        }

        return keysAndValues[attention];
    }

    /// <summary>The same for the last samples of the batch alone: with guidance, those with the prompt. It ends with this one.</summary>
    /// <param name="samples">How many; the same in every call that does not have all.</param>
    internal PromptAttention OfLast(int samples) => samples == context.shape[0] ? this
        : last ??= new PromptAttention(context, context.shape[0] - samples) { Added = added, GuidanceScale = GuidanceScale };

    public void Dispose()
    {
        last?.Dispose();
        foreach (var tokens in keysAndValues.Values)
        {
            tokens.Values.Dispose();
        }
    }

    /// <summary>The part of a tensor of all samples that is for its own.</summary>
    private Tensor Own(Tensor all) => first == 0 ? all : all.narrow(0, first, all.shape[0] - first);
}
