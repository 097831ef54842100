using CaToMe.Measuring;
using CaToMe.Running;

namespace CaToMe;

/// <summary>What the pair cache did for one block over a picture. Every value is a number or a text: a row of a table.</summary>
public sealed class PairCacheSummary
{
    private readonly MergeRun run;
    private readonly BlockSummary summary;

    internal PairCacheSummary(MergeRun run, BlockSummary summary) => (this.run, this.summary) = (run, summary);

    /// <summary>What was drawn.</summary>
    public string Prompt => run.Prompt;

    /// <summary>How tokens were merged, as a value for -Merge.</summary>
    public string Setting => run.Setting;

    /// <summary>Seed of the noise; null where it is not known.</summary>
    public long? Seed => run.Seed;

    /// <summary>The block's name in the checkpoint.</summary>
    public string Block => summary.Block;

    /// <summary>U-Net calls.</summary>
    public int Calls => summary.Calls;

    /// <summary>Calls that computed pairs.</summary>
    public int Computed => summary.Computed;

    /// <summary>Calls that used cached pairs again.</summary>
    public int Reused => summary.Reused;

    /// <summary>Share of the calls that used cached pairs, 0 to 1.</summary>
    public double HitRate => summary.HitRate;

    /// <summary>Tokens of one sample.</summary>
    public int Tokens => summary.Tokens;

    /// <summary>Mean share of the tokens that were merged, 0 to 1.</summary>
    public double MergeRatio => summary.MergeRatio;

    /// <summary>Mean distance between the pairs of adjacent computed calls; null without pairs.</summary>
    public double? JaccardDistance => summary.JaccardDistance;

    /// <summary>Mean over the computed calls of the median similarity; null where none were collected.</summary>
    public double? MedianSimilarity => summary.MedianSimilarity;
}
