namespace CaToMe.Merging;

/// <summary>Collects what each block did. Counts cost nothing; pairs and similarities are read back only on request.</summary>
/// <param name="collectPairs">Whether to keep pairs and similarities.</param>
internal sealed class MergeRecorder(bool collectPairs)
{
    private readonly List<BlockCall> calls = [];

    /// <summary>U-Net calls of the run before those that are recorded now.</summary>
    internal int CallsBefore { get; set; }

    internal MergeStatistics Statistics => new([.. calls]);

    /// <summary>Share of the tokens that were merged so far.</summary>
    internal double MergedShare => new MergeStatistics(calls).MergedShare;

    /// <summary>A match's pairs and similarities, where they are kept.</summary>
    internal MatchDetail? Detail(TokenMatch match, IReadOnlyList<int> counts, ReadBack reads) => collectPairs ? MatchDetail.Of(match, counts, reads) : null;

    internal void Add(BlockCall call) => calls.Add(call);
}
