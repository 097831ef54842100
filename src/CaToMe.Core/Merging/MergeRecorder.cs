using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>Collects what each block did. Counts cost nothing; pairs and similarities are read back only on request.</summary>
/// <param name="collectPairs">Whether to keep pairs and similarities.</param>
internal sealed class MergeRecorder(bool collectPairs)
{
    private readonly List<BlockCall> calls = [];
    private IReadOnlyList<IReadOnlyList<(int Source, int Destination)>>? pairs;
    private IReadOnlyList<float[]>? similarities;

    internal MergeStatistics Statistics => new([.. calls]);

    /// <summary>Share of the tokens that were merged so far.</summary>
    internal double MergedShare => new MergeStatistics(calls).MergedShare;

    /// <summary>What the next record's pairs are.</summary>
    internal void Detail(TokenMatch match, MergePlan? plan)
    {
        if (!collectPairs)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var batch = (int)match.Order.shape[0];
        pairs = plan?.Pairs(match) ?? [.. Enumerable.Repeat(Array.Empty<(int, int)>(), batch)];
        similarities = [.. Enumerable.Range(0, batch).Select(i => match.Similarities[i].to(ScalarType.Float32).cpu().data<float>().ToArray())];
    }

    internal void Add(BlockSite site, int call, IReadOnlyList<int> mergedPerSample, bool computed)
    {
        calls.Add(new BlockCall(site.Name, call, site.Grid.Tokens, mergedPerSample, computed) { Pairs = pairs, Similarities = similarities });
        (pairs, similarities) = (null, null);
    }
}
