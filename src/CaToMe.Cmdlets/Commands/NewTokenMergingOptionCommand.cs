using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Merging;
using CaToMe.Settings;
using CaToMe.Shell;

namespace CaToMe.Commands;

/// <summary>Makes merge options, checked, one for each number, text or object that comes down the pipeline.</summary>
[Cmdlet(VerbsCommon.New, "TokenMergingOption")]
[OutputType(typeof(MergeOptions))]
public sealed class NewTokenMergingOptionCommand : PSCmdlet
{
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private HashSet<string> typed = [];

    /// <summary>None, ToMe (a fixed share of the tokens) or CaToMe (every token as similar as the threshold, with cached pairs).
    /// Default CaToMe; with -Ratio alone, ToMe.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public MergeMethod? Method { get; set; }

    /// <summary>A number (the threshold, or with -Method ToMe the ratio), a text such as catome:0.95,
    /// or an object or hashtable with settings by the names of the parameters.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc cref="MergeOptions.Ratio"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number]
    public double? Ratio { get; set; }

    /// <inheritdoc cref="MergeOptions.Threshold"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number]
    public double? Threshold { get; set; }

    /// <summary>Width and height of the cells, such as 2x2: one token of each stays.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public ImageSize? Stride { get; set; }

    /// <inheritdoc cref="MergeOptions.Destinations"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DestinationChoice? Destinations { get; set; }

    /// <inheritdoc cref="MergeOptions.Seed"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public long? Seed { get; set; }

    /// <inheritdoc cref="MergeOptions.Checkpoints"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public object? Checkpoints { get; set; }

    /// <inheritdoc cref="MergeOptions.MaxDownsample"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public int? MaxDownsample { get; set; }

    /// <summary>Do not merge around self-attention.</summary>
    [Parameter]
    public SwitchParameter NoSelfAttention { get; set; }

    /// <inheritdoc cref="MergeOptions.CrossAttention"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter CrossAttention { get; set; }

    /// <inheritdoc cref="MergeOptions.Mlp"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Mlp { get; set; }

    /// <inheritdoc cref="MergeOptions.KeysOnly"/>
    [Parameter]
    public SwitchParameter KeysOnly { get; set; }

    /// <inheritdoc cref="MergeOptions.Corrected"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Corrected { get; set; }

    /// <inheritdoc cref="MergeOptions.ReferenceCompatible"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter ReferenceCompatible { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => typed = [.. MyInvocation.BoundParameters.Keys];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var options = Options();
            Warn(options);
            WriteObject(options);
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Of(e, InputObject));
        }
    }

    /// <summary>The method that the parameters name or imply.</summary>
    private MergeMethod? Implied => Method ?? (Ratio is not null && Threshold is null ? MergeMethod.ToMe : null);

    private MergeOptions Options()
    {
        var errors = new OptionErrors();
        var start = new MergeOptions { Method = Implied ?? MergeMethod.CaToMe };
        start = InputObject is { } record ? errors.Try(() => MergeOptionsReader.ReadPiped(record, Implied), start) : start;
        var options = ParameterValues.Apply(this, start, MergeSettings.All, errors);
        errors.Try(() => options.Validate(), options);
        errors.ThrowIfAny();
        return options;
    }

    /// <summary>Says what does nothing, each once, however many records it is about.</summary>
    private void Warn(MergeOptions options)
    {
        var notices = MergeSettings.All.WithoutEffect(options, s => typed.Contains(s.Name), s => s.Name);
        if (options.Method != MergeMethod.None && options.LeavesAllOut())
        {
            notices = notices.Append("Nothing is merged: self-attention, cross-attention and feed-forward layers are all left out.");
        }

        notices.Where(warned.Add).ToList().ForEach(WriteWarning);
    }
}
