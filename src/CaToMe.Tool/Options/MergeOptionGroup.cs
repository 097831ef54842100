using System.CommandLine;
using System.Globalization;
using CaToMe.Merging;
using CaToMe.Reuse;

namespace CaToMe.Tool.Options;

/// <summary>How tokens are merged.</summary>
internal sealed class MergeOptionGroup : OptionGroup
{
    private static readonly MergeOptions Defaults = MergeOptions.None;
    private static readonly MergeOptions Paper = new() { Method = MergeMethod.CaToMe };

    private readonly Option<string?> merge, checkpoints, destination;
    private readonly Option<double?> ratio, threshold;
    private readonly Option<int?> maxDownsample;
    private readonly Option<(int X, int Y)?> stride;
    private readonly Option<long?> mergeSeed;
    private readonly Option<bool> crossAttention, mlp, referenceCompatible;

    internal MergeOptionGroup() : base("Token merging")
    {
        merge = Add(OptionTypes.Choice("--merge", "none|tome|catome", "none: the network as it is. tome: a fixed share of the tokens. catome: tokens that are alike, and the pairs are kept over several steps. Default: none.", ["none", "tome", "catome"]));
        ratio = Add(Ratio("For tome: the share of the tokens to merge"));
        threshold = Add(Threshold("For catome: merge what is at least as similar as this"));
        checkpoints = Add(Checkpoints("The U-Net calls that compute pairs"));
        maxDownsample = Add(OptionTypes.WholeNumber("--max-downsample", "1|2|4|8", "Merge in blocks of at most this many times lower resolution. Default: 1, the full-resolution blocks alone."));
        maxDownsample.CompletionSources.Add("1", "2", "4", "8");
        stride = Add(OptionTypes.Sides("--stride", "N|WxH", $"Size of the cells, in tokens, of which one token each stays. Default: {Defaults.StrideX}."));
        destination = Add(OptionTypes.Choice("--dst", "first|random", "Which token of a cell stays. Default: first.", ["first", "random"]));
        mergeSeed = Add(OptionTypes.LongNumber("--merge-seed", "N", "Seed for --dst random. Default: the picture's."));
        crossAttention = Add(OptionTypes.Switch("--merge-cross-attention", "Merge around cross-attention too."));
        mlp = Add(OptionTypes.Switch("--merge-mlp", "Merge around the feed-forward layers too."));
        referenceCompatible = Add(OptionTypes.Switch("--reference-compatible", "Decide as the published code does (ca-tome 0.1.3, tomesd 0.1.3), for comparisons."));
    }

    internal static Option<double?> Ratio(string what) =>
        OptionTypes.Number("--ratio", "SHARE", string.Create(CultureInfo.InvariantCulture, $"{what}, 0 to 1. Default: {Defaults.Ratio}."));

    internal static Option<double?> Threshold(string what) =>
        OptionTypes.Number("--threshold", "SIMILARITY", string.Create(CultureInfo.InvariantCulture, $"{what}, -1 to 1. Default: {EmbeddedModel.RecommendedMerge.EffectiveThreshold} for the embedded model, {Paper.EffectiveThreshold} for others, as in the paper."));

    internal static Option<string?> Checkpoints(string what) =>
        OptionTypes.Text("--checkpoints", "NAME|LIST", $"{what}: {string.Join(", ", CheckpointSchedule.Names)}, every-N with any N, or numbers such as 0,5,10. Default: for CA-ToMe {EmbeddedModel.RecommendedMerge.EffectiveCheckpoints} with the embedded model and {Paper.EffectiveCheckpoints} with others; for ToMe {CheckpointSchedule.EveryCall}.", [.. CheckpointSchedule.Names]);

    internal MergeOptions Read(ParseResult parsed)
    {
        var (strideX, strideY) = parsed.GetValue(stride) ?? (Defaults.StrideX, Defaults.StrideY);
        return new MergeOptions
        {
            Method = Method(parsed),
            Ratio = parsed.GetValue(ratio) ?? Defaults.Ratio,
            Threshold = parsed.GetValue(threshold),
            Checkpoints = parsed.GetValue(checkpoints) is { } schedule ? CheckpointSchedule.Parse(schedule) : null,
            MaxDownsample = parsed.GetValue(maxDownsample) ?? Defaults.MaxDownsample,
            StrideX = strideX,
            StrideY = strideY,
            Destinations = parsed.GetValue(destination) == "random" ? DestinationChoice.Random : Defaults.Destinations,
            Seed = parsed.GetValue(mergeSeed),
            CrossAttention = parsed.GetValue(crossAttention),
            Mlp = parsed.GetValue(mlp),
            ReferenceCompatible = parsed.GetValue(referenceCompatible),
        }.Validate();
    }

    /// <summary>Settings that were given and do nothing beside the others.</summary>
    internal IEnumerable<string> WithoutEffect(ParseResult parsed)
    {
        var method = Method(parsed);
        var idle = method switch
        {
            MergeMethod.None => Options.Where(o => o != merge),
            MergeMethod.ToMe => [threshold],
            _ => [ratio],
        };
        var reason = method switch
        {
            MergeMethod.None => "without merging: add --merge catome or --merge tome",
            MergeMethod.ToMe => "with --merge tome: it belongs to --merge catome",
            _ => "with --merge catome: it belongs to --merge tome",
        };
        foreach (var option in idle.Where(o => IsGiven(parsed, o)))
        {
            yield return $"{option.Name} has no effect {reason}.";
        }

        if (method != MergeMethod.None && IsGiven(parsed, mergeSeed) && parsed.GetValue(destination) != "random")
        {
            yield return $"{mergeSeed.Name} has no effect without {destination.Name} random.";
        }
    }

    private MergeMethod Method(ParseResult parsed) => parsed.GetValue(merge) switch
    {
        "tome" => MergeMethod.ToMe,
        "catome" => MergeMethod.CaToMe,
        _ => MergeMethod.None,
    };
}
