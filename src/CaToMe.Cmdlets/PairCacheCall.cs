using CaToMe.Measuring;
using CaToMe.Running;
using CaToMe.Studies;

namespace CaToMe;

/// <summary>What the pair cache did for one block in one U-Net call of a picture. Every value is a number or a text: a row of a table.</summary>
public sealed class PairCacheCall
{
    private readonly BlockCallReport report;

    internal PairCacheCall(MergeRun run, BlockCallReport report) =>
        (Prompt, Setting, Seed, this.report) = (run.Prompt, run.Setting, run.Seed, report);

    /// <summary>A call of a study; similarities are as exact as a bin of its histogram is wide.</summary>
    internal PairCacheCall(StudyCallRow row) =>
        (Prompt, Setting, Seed, Item, Row, report) = (row.Prompt, row.Setting, row.Seed, row.Item, row, row.ToReport());

    /// <summary>What was drawn.</summary>
    public string Prompt { get; }

    /// <summary>How tokens were merged, as a value for -Merge; of a study, the setting's name.</summary>
    public string Setting { get; }

    /// <summary>Seed of the noise; null where it is not known.</summary>
    public long? Seed { get; }

    /// <summary>The picture's item in a study; null elsewhere.</summary>
    public string? Item { get; }

    /// <summary>The block's name in the checkpoint.</summary>
    public string Block => report.Block;

    /// <summary>The U-Net call, from 0.</summary>
    public int Call => report.Call;

    /// <summary>True when pairs were computed, false when cached ones were used again.</summary>
    public bool Computed => report.Computed;

    /// <summary>Tokens of one sample.</summary>
    public int Tokens => report.Tokens;

    /// <summary>Source tokens merged, mean over the samples of the batch.</summary>
    public double MergedPairs => report.MergedPairs;

    /// <summary>Share of the tokens that were merged, 0 to 1.</summary>
    public double MergeRatio => report.MergeRatio;

    /// <summary>Distance of the pairs to those of the block's previous computed call; null without pairs, and at the first.</summary>
    public double? JaccardDistance => report.JaccardDistance;

    /// <summary>The smallest similarity of a source token with its best destination; null where none were collected, as the others.</summary>
    public double? MinSimilarity => report.Similarity?.Min;

    /// <summary>A quarter of the similarities is below it.</summary>
    public double? LowerSimilarity => report.Similarity?.Lower;

    /// <summary>Half of the similarities is below it.</summary>
    public double? MedianSimilarity => report.Similarity?.Median;

    /// <summary>Three quarters of the similarities are below it.</summary>
    public double? UpperSimilarity => report.Similarity?.Upper;

    /// <summary>The largest similarity.</summary>
    public double? MaxSimilarity => report.Similarity?.Max;

    /// <summary>Its line in a study; null elsewhere.</summary>
    internal StudyCallRow? Row { get; }
}
