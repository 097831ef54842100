namespace CaToMe.Merging;

/// <summary>What a run merged: one record per merging block and U-Net call, in order.</summary>
/// <param name="calls">The records.</param>
public sealed class MergeStatistics(IReadOnlyList<BlockCall> calls)
{
    /// <summary>The records.</summary>
    public IReadOnlyList<BlockCall> Calls { get; } = calls;

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
}
