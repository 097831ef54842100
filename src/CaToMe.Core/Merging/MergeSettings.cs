using System.Globalization;
using CaToMe.Reuse;
using CaToMe.Settings;

namespace CaToMe.Merging;

/// <summary>The settings of <see cref="MergeOptions"/>: see docs/settings.md.</summary>
public static class MergeSettings
{
    private static readonly MergeOptions Defaults = MergeOptions.None, Embedded = Recommendations.Shipped.OfEmbedded.Merge;
    private static readonly MergeOptions Paper = new() { Method = MergeMethod.CaToMe };

    /// <summary>See <see cref="MergeOptions.Method"/>.</summary>
    public static Setting<MergeOptions, MergeMethod> Method { get; } =
        new("Method", SettingKind.OneOf<MergeMethod>(), o => o.Method, (o, v) => o with { Method = v })
        {
            Option = "--merge",
            Key = "method",
            Placeholder = "none|tome|catome",
            Summary = "none: the network as it is. tome: a fixed share of the tokens. "
                + "catome: tokens that are alike, and the pairs are kept over several steps.",
            Default = "none",
            InRange = Enum.IsDefined,
            Accepted = "give None, ToMe or CaToMe.",
        };

    /// <summary>See <see cref="MergeOptions.Ratio"/>.</summary>
    public static Setting<MergeOptions, double> Ratio { get; } = new("Ratio", SettingKind.Number, o => o.Ratio, (o, v) => o with { Ratio = v })
    {
        Option = "--ratio",
        WebUi = "Token merging ratio",
        Placeholder = "SHARE",
        Summary = "For tome: the share of the tokens to merge, 0 to 1.",
        Default = Invariant(Defaults.Ratio),
        InRange = v => v is >= 0 and <= 1,
        Accepted = "give the share of tokens to merge, from 0 to 1 (0.5 is common).",
        WithoutEffect = o => BelongsTo(MergeMethod.ToMe, o),
    };

    /// <summary>See <see cref="MergeOptions.Threshold"/>.</summary>
    public static Setting<MergeOptions, double?> Threshold { get; } =
        new("Threshold", SettingKind.Number, o => o.Threshold, (o, v) => o with { Threshold = v })
        {
            Option = "--threshold",
            WebUi = "Token merging threshold",
            Placeholder = "SIMILARITY",
            Summary = "For catome: merge what is at least as similar as this, -1 to 1.",
            Default = $"{Invariant(Embedded.EffectiveThreshold)} for the embedded model, {Invariant(Paper.EffectiveThreshold)} for others, as in the paper",
            InRange = v => v is null or (>= -1 and <= 1),
            Accepted = "give a cosine similarity from -1 to 1 (the paper uses 0.7).",
            Effective = o => o.EffectiveThreshold,
            WithoutEffect = o => BelongsTo(MergeMethod.CaToMe, o),
        };

    /// <summary>See <see cref="MergeOptions.Checkpoints"/>; its value is the schedule's text.</summary>
    public static Setting<MergeOptions, string?> Checkpoints { get; } =
        new("Checkpoints", SettingKind.Text, o => o.Checkpoints?.Name, (o, v) => o with { Checkpoints = CheckpointSchedule.Parse(v!) })
        {
            Option = "--checkpoints",
            WebUi = "Token merging checkpoints",
            ToWebUi = o => o.Method == MergeMethod.CaToMe ? o.EffectiveCheckpoints.Name : null,
            Placeholder = "NAME|LIST",
            Summary = $"The U-Net calls that compute pairs: {string.Join(", ", CheckpointSchedule.Names)}, every-N with any N, or numbers such as 0,5,10.",
            Default = $"for CA-ToMe {Embedded.EffectiveCheckpoints} with the embedded model and {Paper.EffectiveCheckpoints} with others; "
                + $"for ToMe {CheckpointSchedule.EveryCall}",
            Suggestions = CheckpointSchedule.Names,
            Effective = o => o.EffectiveCheckpoints.Name,
            WithoutEffect = NeedsMerging,
        };

    /// <summary>See <see cref="MergeOptions.MaxDownsample"/>.</summary>
    public static Setting<MergeOptions, int> MaxDownsample { get; } =
        new("MaxDownsample", SettingKind.WholeNumber, o => o.MaxDownsample, (o, v) => o with { MaxDownsample = v })
        {
            Option = "--max-downsample",
            Word = "max-downsample",
            Placeholder = "1|2|4|8",
            Summary = "Merge in blocks of at most this many times lower resolution.",
            Default = $"{Invariant(Defaults.MaxDownsample)}, the full-resolution blocks alone",
            InRange = v => v is 1 or 2 or 4 or 8,
            Accepted = "give 1, 2, 4 or 8 (1: the full-resolution blocks alone).",
            Suggestions = ["1", "2", "4", "8"],
            WithoutEffect = NeedsMerging,
        };

    /// <summary>See <see cref="MergeOptions.StrideX"/> and <see cref="MergeOptions.StrideY"/>.</summary>
    public static Setting<MergeOptions, ImageSize> Stride { get; } =
        new("Stride", SettingKind.Size, o => new ImageSize(o.StrideX, o.StrideY), (o, v) => o with { StrideX = v.Width, StrideY = v.Height })
        {
            Option = "--stride",
            Word = "stride",
            Placeholder = "N|WxH",
            Summary = "Size of the cells, in tokens, of which one token each stays.",
            Default = Invariant(Defaults.StrideX),
            InRange = v => v is { Width: >= 1 and <= 64, Height: >= 1 and <= 64 },
            Accepted = "give the cell's width and height in tokens, from 1 to 64 (2 is common).",
            Suggestions = ["2x2", "2x4", "4x2", "4x4"],
            WithoutEffect = NeedsMerging,
        };

    /// <summary>See <see cref="MergeOptions.Destinations"/>.</summary>
    public static Setting<MergeOptions, DestinationChoice> Destinations { get; } =
        new("Destinations", SettingKind.OneOf<DestinationChoice>(), o => o.Destinations, (o, v) => o with { Destinations = v })
        {
            Option = "--dst",
            Word = "dst",
            Placeholder = "first|random",
            Summary = "Which token of a cell stays.",
            Default = "first",
            InRange = Enum.IsDefined,
            Accepted = "give First or Random.",
            WithoutEffect = NeedsMerging,
        };

    /// <summary>See <see cref="MergeOptions.Seed"/>.</summary>
    public static Setting<MergeOptions, long?> Seed { get; } = new("Seed", SettingKind.LongNumber, o => o.Seed, (o, v) => o with { Seed = v })
    {
        Option = "--merge-seed",
        Word = "seed",
        Placeholder = "N",
        Summary = "Seed of random destinations.",
        Default = "the picture's",
        WithoutEffect = o => NeedsMerging(o) ?? (o.Destinations == DestinationChoice.Random ? null : "without {Destinations} random"),
    };

    /// <summary>See <see cref="MergeOptions.CrossAttention"/>.</summary>
    public static Setting<MergeOptions, bool> CrossAttention { get; } =
        new("CrossAttention", SettingKind.Switch, o => o.CrossAttention, (o, v) => o with { CrossAttention = v })
        {
            Option = "--merge-cross-attention",
            Key = "crossAttention",
            Word = "cross-attention",
            Summary = "Merge around cross-attention too.",
            WithoutEffect = NeedsMerging,
        };

    /// <summary>See <see cref="MergeOptions.Mlp"/>.</summary>
    public static Setting<MergeOptions, bool> Mlp { get; } = new("Mlp", SettingKind.Switch, o => o.Mlp, (o, v) => o with { Mlp = v })
    {
        Option = "--merge-mlp",
        Key = "mlp",
        Word = "mlp",
        Summary = "Merge around the feed-forward layers too.",
        WithoutEffect = NeedsMerging,
    };

    /// <summary>The opposite of <see cref="MergeOptions.SelfAttention"/>.</summary>
    public static Setting<MergeOptions, bool> NoSelfAttention { get; } =
        new("NoSelfAttention", SettingKind.Switch, o => !o.SelfAttention, (o, v) => o with { SelfAttention = !v })
        {
            Word = "no-self-attention",
            Summary = "Do not merge around self-attention.",
            WithoutEffect = NeedsMerging,
        };

    /// <summary>See <see cref="MergeOptions.Corrected"/>.</summary>
    public static Setting<MergeOptions, bool> Corrected { get; } =
        new("Corrected", SettingKind.Switch, o => o.Corrected, (o, v) => o with { Corrected = v })
        {
            Option = "--corrected",
            Word = "corrected",
            Summary = "Give back what merging lost at the last checkpoint.",
            WithoutEffect = o => NeedsMerging(o)
                ?? (o.ReferenceCompatible ? "with {ReferenceCompatible}, which decides as the published code does"
                    : !o.SelfAttention ? "without merging around self-attention"
                    : o.EffectiveCheckpoints == CheckpointSchedule.EveryCall ? "with {Checkpoints} all, where every call is a checkpoint"
                    : null),
        };

    /// <summary>See <see cref="MergeOptions.KeysOnly"/>.</summary>
    public static Setting<MergeOptions, bool> KeysOnly { get; } =
        new("KeysOnly", SettingKind.Switch, o => o.KeysOnly, (o, v) => o with { KeysOnly = v })
        {
            Option = "--keys-only",
            Word = "keys",
            Summary = "Merge the keys and values of self-attention alone: every token still attends, to fewer.",
            WithoutEffect = o => NeedsMerging(o)
                ?? (o.ReferenceCompatible ? "with {ReferenceCompatible}, which decides as the published code does"
                    : !o.SelfAttention ? "without merging around self-attention"
                    : null),
        };

    /// <summary>See <see cref="MergeOptions.ReferenceCompatible"/>.</summary>
    public static Setting<MergeOptions, bool> ReferenceCompatible { get; } =
        new("ReferenceCompatible", SettingKind.Switch, o => o.ReferenceCompatible, (o, v) => o with { ReferenceCompatible = v })
        {
            Option = "--reference-compatible",
            Word = "reference-compatible",
            Summary = "Decide as the published code does (ca-tome 0.1.3, tomesd 0.1.3), for comparisons.",
            WithoutEffect = NeedsMerging,
        };

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting<MergeOptions>> All { get; } =
    [
        Method, Ratio, Threshold, Checkpoints, MaxDownsample, Stride, Destinations, Seed, CrossAttention, Mlp, NoSelfAttention, KeysOnly, Corrected,
        ReferenceCompatible,
    ];

    /// <summary>Properties of <see cref="MergeOptions"/> that say the same as a setting: objects that keep options have them.</summary>
    public static IReadOnlyList<Setting<MergeOptions>> Properties { get; } =
    [
        new Setting<MergeOptions, int>("StrideX", SettingKind.WholeNumber, o => o.StrideX, (o, v) => o with { StrideX = v })
        {
            Summary = "Width of the cells.",
        },
        new Setting<MergeOptions, int>("StrideY", SettingKind.WholeNumber, o => o.StrideY, (o, v) => o with { StrideY = v })
        {
            Summary = "Height of the cells.",
        },
        new Setting<MergeOptions, bool>("SelfAttention", SettingKind.Switch, o => o.SelfAttention, (o, v) => o with { SelfAttention = v })
        {
            Summary = "Merge around self-attention.",
        },
    ];

    private static string? NeedsMerging(MergeOptions options) =>
        options.Method == MergeMethod.None ? "without merging: add {Method} catome or {Method} tome" : null;

    private static string? BelongsTo(MergeMethod method, MergeOptions options) => NeedsMerging(options)
        ?? (options.Method == method ? null : $"with {{Method}} {SettingKind.Write(options.Method)}: it belongs to {{Method}} {SettingKind.Write(method)}");

    private static string Invariant(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
