namespace CaToMe.Merging;

/// <summary>What one block did in one U-Net call.</summary>
/// <param name="block">The block's name in the checkpoint, such as <c>down_blocks.0.attentions.0.transformer_blocks.0</c>.</param>
/// <param name="call">The U-Net call, from 0.</param>
/// <param name="tokens">Tokens of one sample.</param>
/// <param name="mergedPerSample">Merged sources of each sample of the batch (with guidance: unconditional samples first).</param>
/// <param name="computed">True when pairs were computed, false when cached ones were used again.</param>
public sealed class BlockCall(string block, int call, int tokens, IReadOnlyList<int> mergedPerSample, bool computed)
{
    /// <summary>The block's name in the checkpoint, such as <c>down_blocks.0.attentions.0.transformer_blocks.0</c>.</summary>
    public string Block { get; } = block;

    /// <summary>The U-Net call, from 0.</summary>
    public int Call { get; } = call;

    /// <summary>Tokens of one sample.</summary>
    public int Tokens { get; } = tokens;

    /// <summary>Merged sources of each sample of the batch (with guidance: unconditional samples first).</summary>
    public IReadOnlyList<int> MergedPerSample { get; } = mergedPerSample;

    /// <summary>True when pairs were computed, false when cached ones were used again.</summary>
    public bool Computed { get; } = computed;

    /// <summary>Share of the tokens that were merged, over the whole batch.</summary>
    public double MergedShare => Tokens == 0 ? 0 : MergedPerSample.Average() / Tokens;

    /// <summary>
    /// On request, at computed calls: each sample's pairs, as (source token, destination token) in raster order of the
    /// grid, merged ones only.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<(int Source, int Destination)>>? Pairs { get; init; }

    /// <summary>On request, at computed calls: each sample's best similarity per source, in falling order.</summary>
    public IReadOnlyList<float[]>? Similarities { get; init; }
}
