namespace CaToMe.Merging;

/// <summary>What one block did in one U-Net call.</summary>
/// <param name="Block">The block's name in the checkpoint, such as <c>down_blocks.0.attentions.0.transformer_blocks.0</c>.</param>
/// <param name="Call">The U-Net call, from 0.</param>
/// <param name="Tokens">Tokens of one sample.</param>
/// <param name="MergedPerSample">Merged sources of each sample of the batch (with guidance: unconditional samples first).</param>
/// <param name="Computed">True when pairs were computed, false when cached ones were used again.</param>
public sealed record BlockCall(string Block, int Call, int Tokens, IReadOnlyList<int> MergedPerSample, bool Computed)
{
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

/// <summary>What a run merged: one record per merging block and U-Net call, in order.</summary>
/// <param name="Calls">The records.</param>
public sealed record MergeStatistics(IReadOnlyList<BlockCall> Calls)
{
    /// <summary>How often pairs were computed and used again.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Computed} computed, {Reused} reused");

    /// <summary>Nothing merged.</summary>
    public static MergeStatistics Empty { get; } = new([]);

    /// <summary>Share of the tokens that were merged, over all blocks that took part and all calls; 0 without merging.</summary>
    public double MergedShare => Calls.Count == 0 ? 0 : Calls.Sum(c => c.MergedShare * c.Tokens) / Calls.Sum(c => (double)c.Tokens);

    /// <summary>How often a block computed its pairs.</summary>
    public int Computed => Calls.Count(c => c.Computed);

    /// <summary>How often a block used cached pairs again: the cache's hits.</summary>
    public int Reused => Calls.Count(c => !c.Computed);

    /// <summary>The realised merge ratio of each block, over all calls.</summary>
    public IReadOnlyDictionary<string, double> MergedShareByBlock =>
        Calls.GroupBy(c => c.Block).ToDictionary(g => g.Key, g => g.Average(c => c.MergedShare));
}
