using CaToMe.Layers;
using CaToMe.Merging;
using static TorchSharp.torch;

namespace CaToMe.UNet;

/// <summary>What every block of one U-Net call sees.</summary>
/// <param name="ActivatedTime">SiLU of the time embedding, [1 or B, D].</param>
/// <param name="Prompt">The prompt's side of cross-attention.</param>
/// <param name="Merger">Says which tokens a block merges.</param>
/// <param name="Times">Is told how long matching and attention take.</param>
/// <param name="Cancellation">Every layer looks at it before it begins.</param>
internal sealed record UNetCall(Tensor ActivatedTime, PromptAttention Prompt, ITokenMerger Merger, UNetTimes Times, CancellationToken Cancellation);

/// <summary>
/// A prompt as the U-Net sees it during a run: its embeddings, and each block's keys and values of them, computed once.
/// </summary>
/// <param name="context">Hidden states of the text encoder, [B, 77, C].</param>
internal sealed class PromptAttention(Tensor context) : IDisposable
{
    private readonly Dictionary<CrossAttention, Tensor> keysAndValues = [];

    /// <summary>SDXL: the pooled prompt [B, P] and the sizes [B, 6]; null elsewhere.</summary>
    internal (Tensor Pooled, Tensor TimeIds)? Added { get; init; }

    /// <summary>[2, B, heads, 77, d].</summary>
    internal Tensor KeysAndValues(CrossAttention attention) =>
        keysAndValues.TryGetValue(attention, out var known) ? known
        : keysAndValues[attention] = attention.KeysAndValues(context).DetachFromDisposeScope();

    public void Dispose()
    {
        foreach (var tensor in keysAndValues.Values)
        {
            tensor.Dispose();
        }
    }
}
