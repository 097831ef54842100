using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Merging;

namespace CaToMe.Commands;

/// <summary>Makes merge options, checked, one for each number, text or object that comes down the pipeline.</summary>
[Cmdlet(VerbsCommon.New, "TokenMergingOption")]
[OutputType(typeof(MergeOptions))]
public sealed class NewTokenMergingOptionCommand : PSCmdlet
{
    private HashSet<string> typed = [];

    /// <summary>None, ToMe (a fixed share of the tokens) or CaToMe (every token as similar as the threshold, with cached pairs). Default CaToMe; with -Ratio alone, ToMe.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public MergeMethod? Method { get; set; }

    /// <summary>A number (the threshold, or with -Method ToMe the ratio), a text such as catome:0.95, or an object or hashtable with settings by the names of the parameters.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>ToMe: the share of all tokens to merge, 0 to 1. Default 0.5.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number]
    public double? Ratio { get; set; }

    /// <summary>CA-ToMe: the cosine similarity from which a token is merged, -1 to 1. Default: as recommended for the model (0.92 for the embedded one, 0.7 for others, as in the paper).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number]
    public double? Threshold { get; set; }

    /// <summary>Width and height of the cells, such as 2x2: one token of each stays.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(StrideCompleter))]
    public ImageSize? Stride { get; set; }

    /// <summary>Which token of a cell stays: First (top left) or Random. Default First.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DestinationChoice? Destinations { get; set; }

    /// <summary>Seed of random destinations. Default: the picture's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public long? Seed { get; set; }

    /// <summary>The U-Net calls at which pairs are computed: a schedule's name, or call numbers. Default: all for ToMe, for CA-ToMe as recommended for the model (every-5 for the embedded one, paper-3 for others).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ScheduleCompleter))]
    public object? Checkpoints { get; set; }

    /// <summary>Merge in blocks of at most this many times lower resolution: 1, 2, 4 or 8. Default 1.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    [ArgumentCompleter(typeof(LevelCompleter))]
    public int? MaxDownsample { get; set; }

    /// <summary>Do not merge around self-attention.</summary>
    [Parameter]
    public SwitchParameter NoSelfAttention { get; set; }

    /// <summary>Merge around cross-attention too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter CrossAttention { get; set; }

    /// <summary>Merge around the feed-forward layers too.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Mlp { get; set; }

    /// <summary>Decide as the published code does (ca-tome 0.1.3, tomesd 0.1.3).</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter ReferenceCompatible { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => typed = [.. MyInvocation.BoundParameters.Keys];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var options = Apply(InputObject is { } record ? MergeOptionsReader.ReadPiped(record, Implied) : new MergeOptions { Method = Implied ?? MergeMethod.CaToMe }).Validate();
            WarnOfIdleSettings(options);
            WriteObject(options);
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Of(e, InputObject));
        }
    }

    /// <summary>The method that the parameters name or imply.</summary>
    private MergeMethod? Implied => Method ?? (Ratio is not null && Threshold is null ? MergeMethod.ToMe : null);

    private MergeOptions Apply(MergeOptions options) => options with
    {
        Method = Method ?? options.Method,
        Ratio = Ratio ?? options.Ratio,
        Threshold = Threshold ?? options.Threshold,
        StrideX = Stride?.Width ?? options.StrideX,
        StrideY = Stride?.Height ?? options.StrideY,
        Destinations = Destinations ?? options.Destinations,
        Seed = Seed ?? options.Seed,
        Checkpoints = Checkpoints is null ? options.Checkpoints : MergeOptionsReader.ReadCheckpoints(Checkpoints),
        MaxDownsample = MaxDownsample ?? options.MaxDownsample,
        SelfAttention = options.SelfAttention && !NoSelfAttention,
        CrossAttention = options.CrossAttention || CrossAttention,
        Mlp = options.Mlp || Mlp,
        ReferenceCompatible = options.ReferenceCompatible || ReferenceCompatible,
    };

    private void WarnOfIdleSettings(MergeOptions options)
    {
        WarnIf(typed.Contains(nameof(Ratio)) && options.Method != MergeMethod.ToMe, $"-Ratio has no effect with -Method {options.Method}: it belongs to ToMe.");
        WarnIf(typed.Contains(nameof(Threshold)) && options.Method != MergeMethod.CaToMe, $"-Threshold has no effect with -Method {options.Method}: it belongs to CaToMe.");
        WarnIf(typed.Contains(nameof(Seed)) && options.Destinations != DestinationChoice.Random, "-Seed has no effect without -Destinations Random.");
        WarnIf(options is { Method: not MergeMethod.None, SelfAttention: false, CrossAttention: false, Mlp: false }, "Nothing is merged: self-attention, cross-attention and feed-forward layers are all left out.");
    }

    private void WarnIf(bool applies, string warning)
    {
        if (applies)
        {
            WriteWarning(warning);
        }
    }
}
