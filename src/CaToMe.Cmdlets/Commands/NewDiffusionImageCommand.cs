using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Running;
using CaToMe.Settings;
using CaToMe.Shell;

namespace CaToMe.Commands;

/// <summary>Draws pictures from prompts, one after the other as they come down the pipeline.</summary>
[Cmdlet(VerbsCommon.New, "DiffusionImage", SupportsShouldProcess = true, DefaultParameterSetName = FileSet)]
[OutputType(typeof(DiffusionImage))]
public sealed class NewDiffusionImageCommand : EngineCommand
{
    private const string FileSet = "File", ByteSet = "Byte";
    private RecordBinder binder = null!;
    private ImageWriter writer = null!;
    private DrawingProgress progress = null!;
    private int drawn, known;

    /// <summary>What to draw.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Prompt]
    public string[]? Prompt { get; set; }

    /// <summary>A prompt, a seed, merge options, or an object or hashtable with settings by the names of the parameters.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <inheritdoc cref="GenerationRequest.NegativePrompt"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Negative")]
    [AllowEmptyString]
    public string? NegativePrompt { get; set; }

    /// <summary>Seeds of the noise: each prompt is drawn with each; random draws one. Default 42.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seed]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public long[]? Seed { get; set; }

    /// <summary>Pictures per prompt and seed, with the seeds Seed, Seed + 1 and so on. Default 1.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Count { get; set; }

    /// <inheritdoc cref="GenerationRequest.Batch"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Batch { get; set; }

    /// <inheritdoc cref="GenerationRequest.Steps"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Steps { get; set; }

    /// <inheritdoc cref="GenerationRequest.GuidanceScale"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Guidance", "CfgScale")]
    [Number]
    public double? GuidanceScale { get; set; }

    /// <inheritdoc cref="GenerationRequest.Sampler"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Scheduler")]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? Sampler { get; set; }

    /// <summary>Width and height, such as 512x512. Default: the model's.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public ImageSize? Size { get; set; }

    /// <inheritdoc cref="GenerationRequest.Width"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Width { get; set; }

    /// <inheritdoc cref="GenerationRequest.Height"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? Height { get; set; }

    /// <inheritdoc cref="GenerationRequest.ClipSkip"/>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Number(IsWhole = true)]
    public int? ClipSkip { get; set; }

    /// <summary>Whether large pictures are decoded in tiles. Default: as memory allows.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public VaeTiling? VaeTiling { get; set; }

    /// <summary>How tokens are merged: short texts such as catome:0.95, thresholds, hashtables, or what New-TokenMergingOption returns.
    /// Each prompt and seed is drawn with each.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("TokenMerging")]
    [TokenMerging]
    [ArgumentCompleter(typeof(MergeCompleter))]
    public MergeOptions[]? Merge { get; set; }

    /// <summary>A loaded model, its name, or a path. Default: the embedded model, loaded once per session.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ModelCompleter))]
    public ModelReference? Model { get; set; }

    /// <summary>A .png file, a folder, or a pattern with words in braces, such as {prompt} and {seed:0000}.
    /// Default: {prompt}-{seed}.png in the current location.</summary>
    [Parameter(ParameterSetName = FileSet, ValueFromPipelineByPropertyName = true)]
    public string? OutputPath { get; set; }

    /// <summary>Return pictures that are drawn already, with the same settings in their files, and draw the others.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Resume { get; set; }

    /// <summary>Replace existing files, write-protected ones too.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Leave existing files as they are: an error for each.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Return the bytes of the PNG file and write none.</summary>
    [Parameter(ParameterSetName = ByteSet, Mandatory = true)]
    public SwitchParameter AsByte { get; set; }

    /// <inheritdoc cref="GenerationRequest.CollectPairs"/>
    [Parameter]
    public SwitchParameter CollectStatistics { get; set; }

    /// <inheritdoc cref="GenerationRequest.AllowNonfinite"/>
    [Parameter]
    public SwitchParameter AllowNonfinite { get; set; }

    /// <summary>Show each picture in the terminal, where it can.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        writer = new ImageWriter(this, Force, NoClobber);
        progress = new DrawingProgress(this, "Drawing");
        binder = new RecordBinder(this);
        try
        {
            UnquotedPattern.Refuse(MyInvocation, nameof(OutputPath), nameof(Prompt));
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, null));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var record = new ImageRecord(this, binder);
            record.Bind(InputObject);
            var requests = record.Requests().ToList();
            known += requests.Sum(r => r.Batch);
            foreach (var request in requests)
            {
                DrawUnlessRefused(request, record.Model);
            }
        }
        catch (Exception e) when (e is CaToMeException or OperationCanceledException or ObjectDisposedException)
        {
            WriteError(e, InputObject ?? (object?)(Prompt is [var single] ? single : Prompt));
        }
        finally
        {
            binder.Restore();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => progress.End();

    /// <summary>A file that may not be written is an error of that picture alone; anything else is one of the record.</summary>
    private void DrawUnlessRefused(GenerationRequest request, ModelReference? model)
    {
        try
        {
            Draw(request, model);
        }
        catch (CommandException e) when (e.Id == ErrorIds.FileExists)
        {
            WriteError(e, InputObject ?? (object?)request.Prompt);
        }
    }

    private void Draw(GenerationRequest request, ModelReference? reference)
    {
        var pattern = AsByte ? null : writer.Pattern(OutputPath);
        var first = writer.Number(request.Batch);
        var asked = Resume || pattern?.AsksForModel == true ? ModelOf(reference, binder) : null; // otherwise -WhatIf and refused names need none
        if (Resume && WriteDrawn(pattern!, request, first, asked!))
        {
            known -= request.Batch;
            return;
        }

        var paths = pattern is null ? new string?[request.Batch] : [.. writer.Choose(pattern, request, first, asked?.Pipeline.Model)];
        if (!ShouldProcess(AsByte ? request.Prompt : string.Join(", ", paths), $"Draw '{request.Prompt}' with seed {request.Seed}"))
        {
            return;
        }

        var model = asked ?? ModelOf(reference, binder);
        if (InputObject?.BaseObject is DiffusionImageInfo info && model.DifferenceFrom(info) is { } difference)
        {
            WriteWarning(difference);
        }

        progress.Begin(request.Prompt, drawn, MyInvocation.ExpectingInput ? null : known);
        var result = Draw(model, request, progress);
        var notices = RequestSettings.All.WithoutEffect(result.Request, s => !s.IsOff(result.Request), s => s.Name);
        WriteWarnings(result.Warnings.Concat(notices));

        for (var i = 0; i < paths.Length; i++)
        {
            if (Show)
            {
                TerminalPreview.Show(Host, result.Images[i]);
            }

            WriteObject(Keep(result, model, i, paths[i]));
        }

        drawn += request.Batch;
    }

    /// <summary>Returns a batch that is drawn already.</summary>
    /// <returns>Whether it is.</returns>
    private bool WriteDrawn(OutputPattern pattern, GenerationRequest request, int first, DiffusionModel model)
    {
        if (writer.FindDrawn(pattern, request, first, model.Pipeline.Model) is not { } files)
        {
            WriteVerbose($"'{request.Prompt}' with seed {request.Seed} is not drawn yet with these settings.");
            return false;
        }

        foreach (var (path, metadata) in files)
        {
            WriteVerbose($"{path} is drawn already, with the same settings.");
            WriteObject(new DiffusionImage(path, metadata, model));
        }

        return true;
    }

    private DiffusionImage Keep(GenerationResult result, DiffusionModel model, int index, string? path)
    {
        var (image, metadata) = (result.Images[index], ImageMetadata.Of(result, index));
        return path is null
            ? new DiffusionImage(result, model, metadata, null, PngFile.Encode(image, metadata.ToText()))
            : new DiffusionImage(result, model, metadata, writer.Save(path, image, metadata), null);
    }
}
