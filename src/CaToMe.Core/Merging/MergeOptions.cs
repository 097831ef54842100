using CaToMe.Reuse;
using CaToMe.Settings;

namespace CaToMe.Merging;

/// <summary>How tokens are merged. Checked when a run begins: see <see cref="Validate"/>.</summary>
public sealed record MergeOptions
{
    /// <summary>No merging.</summary>
    public static MergeOptions None { get; } = new();

    /// <summary>Which sources are merged. Default: none.</summary>
    public MergeMethod Method { get; init; } = MergeMethod.None;

    /// <summary>ToMe: the share of all tokens to merge, from 0 to 1 (above 1 - 1 / (stride x stride) all sources merge). Default 0.5.</summary>
    public double Ratio { get; init; } = 0.5;

    /// <summary>CA-ToMe: the cosine similarity, from -1 to 1, from which a source is merged. Null: the one recommended for the model
    /// (see <c>ModelInfo.RecommendedMerge</c>).</summary>
    public double? Threshold { get; init; }

    /// <summary>Width of a cell, in tokens. Default 2.</summary>
    public int StrideX { get; init; } = 2;

    /// <summary>Height of a cell, in tokens. Default 2.</summary>
    public int StrideY { get; init; } = 2;

    /// <summary>Which token of a cell is the destination. Default: the top-left one.</summary>
    public DestinationChoice Destinations { get; init; } = DestinationChoice.First;

    /// <summary>Seed of random destinations; null takes the image's seed.</summary>
    public long? Seed { get; init; }

    /// <summary>Blocks whose resolution is at most this many times below the latent's take part: 1, 2, 4 or 8. Default 1.</summary>
    public int MaxDownsample { get; init; } = 1;

    /// <summary>Merge around self-attention. Default true.</summary>
    public bool SelfAttention { get; init; } = true;

    /// <summary>Merge around cross-attention. Default false.</summary>
    public bool CrossAttention { get; init; }

    /// <summary>Merge around the feed-forward layers. Default false.</summary>
    public bool Mlp { get; init; }

    /// <summary>The U-Net calls at which pairs are computed. Null: every call for ToMe, for CA-ToMe what is
    /// recommended for the model (see <c>ModelInfo.RecommendedMerge</c>).</summary>
    public CheckpointSchedule? Checkpoints { get; init; }

    /// <summary>
    /// Give back what merging loses: at checkpoints self-attention runs whole too, and the difference is added at the calls up to the next. Default
    /// false.
    /// </summary>
    public bool Corrected { get; init; }

    /// <summary>
    /// Merge the keys and values of self-attention alone: every token still attends, to fewer (as in Token Downsampling, arXiv 2402.13573, which
    /// takes every fourth token instead). It loses far less than merging what attends too, so thresholds can be low. Default false.
    /// </summary>
    public bool KeysOnly { get; init; }

    /// <summary>Repeat the decisions of the published code (ca-tome 0.1.3, tomesd 0.1.3) instead of ours. See docs/merging.md.</summary>
    public bool ReferenceCompatible { get; init; }

    /// <summary>The threshold in force: <see cref="Threshold"/>, or the paper's 0.7.</summary>
    public double EffectiveThreshold => Threshold ?? 0.7;

    /// <summary>The schedule in force: <see cref="Checkpoints"/>, or the method's default (<c>paper-3</c> for CA-ToMe).</summary>
    public CheckpointSchedule EffectiveCheckpoints =>
        Checkpoints ?? (Method == MergeMethod.CaToMe ? CheckpointSchedule.Default : CheckpointSchedule.EveryCall);

    /// <summary>Checks every value.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="OptionException">A value is out of range: the message says which, and what is accepted.</exception>
    /// <exception cref="InvalidOptionsException">Several are.</exception>
    public MergeOptions Validate()
    {
        var errors = new OptionErrors();
        errors.AddFrom(MergeSettings.All, this);
        errors.ThrowIfAny();
        return this;
    }

    /// <summary>These options; what they leave open is taken from those recommended for the same method.</summary>
    /// <param name="recommended">Usually <c>ModelInfo.RecommendedMerge</c>.</param>
    public MergeOptions FilledFrom(MergeOptions recommended) => Method != recommended.Method ? this : this with
    {
        Threshold = Threshold ?? recommended.EffectiveThreshold,
        Checkpoints = Checkpoints ?? recommended.EffectiveCheckpoints,
    };

    /// <summary>These options for a short name: the checkpoints that <see cref="FilledFrom"/> gives anyway are left open.</summary>
    /// <param name="recommended">Usually <c>ModelInfo.RecommendedMerge</c>.</param>
    internal MergeOptions ShortFor(MergeOptions recommended) =>
        Method == recommended.Method && Checkpoints == recommended.EffectiveCheckpoints ? this with { Checkpoints = null } : this;

    /// <summary>Whether nothing takes part, whatever the method: neither self-attention nor cross-attention nor the feed-forward layers.</summary>
    public bool LeavesAllOut() => !SelfAttention && !CrossAttention && !Mlp;

    /// <summary>Reads options from their short text: <c>none</c>, <c>tome:0.5</c>, <c>catome</c>, <c>catome:0.95</c>, <c>catome:0.95@every-5</c>.</summary>
    /// <param name="text">The text; numbers in the invariant culture.</param>
    /// <returns>Checked options.</returns>
    /// <exception cref="OptionException">It is not such a text, or a value is out of range.</exception>
    public static MergeOptions Parse(string text) => MergeNotation.Parse(text);

    /// <summary>The short text that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => MergeNotation.Format(this);
}
