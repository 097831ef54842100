using CaToMe.Measuring;
using CaToMe.Merging;

namespace CaToMe.Studies;

/// <summary>What merging did for one block in one U-Net call of a study's picture.</summary>
public sealed record StudyCallRow
{
    private const int Bins = 100;

    /// <summary>The picture's item: <see cref="StudyRow.Item"/>.</summary>
    public required string Item { get; init; }

    /// <summary>Short name of the setting.</summary>
    public required string Setting { get; init; }

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Seed of the noise.</summary>
    public required long Seed { get; init; }

    /// <summary>The block's name in the checkpoint.</summary>
    public required string Block { get; init; }

    /// <summary>The U-Net call, from 0.</summary>
    public required int Call { get; init; }

    /// <summary>True when pairs were computed, false when cached ones were used again.</summary>
    public required bool Computed { get; init; }

    /// <summary>Tokens of one sample.</summary>
    public required int Tokens { get; init; }

    /// <summary>Source tokens merged, mean over the samples.</summary>
    public required double Merged { get; init; }

    /// <summary>Distance to the pairs that the call before used; null where there is none.</summary>
    public double? JaccardDistance { get; init; }

    /// <summary>Similarities of merged sources: 100 bins over -1 to 1; null where they were not measured.</summary>
    public IReadOnlyList<int>? MergedHistogram { get; init; }

    /// <summary>Similarities of sources that stayed: 100 bins over -1 to 1; null where they were not measured.</summary>
    public IReadOnlyList<int>? UnmergedHistogram { get; init; }

    /// <summary>The calls of a picture.</summary>
    internal static IReadOnlyCollection<StudyCallRow> Of(StudyItem item, MergeStatistics statistics)
    {
        var distances = BlockCallReport.Of(statistics).ToDictionary(r => (r.Block, r.Call), r => r.JaccardDistance);
        return
        [
            .. statistics.Calls.Select(call => new StudyCallRow
            {
                Item = item.Hash,
                Setting = item.Setting.Name,
                Prompt = item.Request.Prompt,
                Seed = item.Request.Seed,
                Block = call.Block,
                Call = call.Call,
                Computed = call.Computed,
                Tokens = call.Tokens,
                Merged = call.MergedPerSample.Average(),
                JaccardDistance = distances[(call.Block, call.Call)],
                MergedHistogram = Histogram(call, merged: true),
                UnmergedHistogram = Histogram(call, merged: false),
            }),
        ];
    }

    /// <summary>The row as the report of a run has it; similarities are as exact as a bin is wide.</summary>
    internal BlockCallReport ToReport() => new(
        Block, Call, Computed, Tokens, Merged, Merged / Tokens, JaccardDistance,
        MergedHistogram is { } merged && UnmergedHistogram is { } unmerged && merged.Count == unmerged.Count
            ? SimilarityQuantiles.OfCounts([.. merged.Zip(unmerged, (m, u) => m + u)])
            : null);

    /// <summary>Counts; similarities fall, and the first of each sample are those of its merged sources.</summary>
    private static int[]? Histogram(BlockCall call, bool merged)
    {
        if (call.Similarities is not { } similarities)
        {
            return null;
        }

        var counts = new int[Bins];
        foreach (var (sample, count) in similarities.Zip(call.MergedPerSample))
        {
            foreach (var value in merged ? sample.Take(count) : sample.Skip(count))
            {
                counts[Math.Clamp((int)((value + 1) / 2 * Bins), 0, Bins - 1)]++;
            }
        }

        return counts;
    }
}
