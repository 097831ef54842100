using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Running;
using CaToMe.Shell;

namespace CaToMe.Commands;

/// <summary>Draws pictures from prompts, one after the other as they come down the pipeline.</summary>
[Cmdlet(VerbsCommon.New, "DiffusionImage", SupportsShouldProcess = true, DefaultParameterSetName = FileSet)]
[OutputType(typeof(DiffusionImage))]
public sealed class NewDiffusionImageCommand : PictureCommand
{
    private const string FileSet = "File", ByteSet = "Byte";
    private RecordBinder binder = null!;
    private ImageWriter writer = null!;
    private DrawingProgress progress = null!;
    private PreviewDisplay previews = null!;
    private int drawn, known;

    /// <summary>What to draw.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Prompt]
    public string[]? Prompt { get; set; }

    /// <summary>A prompt, a seed, merge options, or an object or hashtable with settings by the names of the parameters.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Seeds of the noise: each prompt is drawn with each; random draws one. Default 42.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Seed]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public long[]? Seed { get; set; }

    /// <summary>How tokens are merged: short texts such as catome:0.95, thresholds, hashtables, or what New-TokenMergingOption returns.
    /// Each prompt and seed is drawn with each.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("TokenMerging")]
    [TokenMerging]
    [ArgumentCompleter(typeof(MergeCompleter))]
    public MergeOptions[]? Merge { get; set; }

    /// <summary>Settings that were found together: the name of a recipe, its file, or what Get-TokenMergingRecipe returns. Other parameters that
    /// are given count for more.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RecipeCompleter))]
    public RecipeReference? Recipe { get; set; }

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

    /// <inheritdoc cref="GenerationRequest.AllowNonfinite"/>
    [Parameter]
    public SwitchParameter AllowNonfinite { get; set; }

    /// <summary>Show each picture in the terminal, where it can.</summary>
    [Parameter]
    public SwitchParameter Show { get; set; }

    /// <inheritdoc cref="PreviewOptions.Preview"/>
    [Parameter]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string? Preview { get; set; }

    /// <inheritdoc cref="PreviewOptions.PreviewEvery"/>
    [Parameter]
    [Number(IsWhole = true)]
    public int? PreviewEvery { get; set; }

    /// <inheritdoc cref="PreviewOptions.PreviewPath"/>
    [Parameter]
    public string? PreviewPath { get; set; }

    /// <summary>A script that is given each preview, as an object with Prompt, Seed, Step, Steps and ToBytes(). What it returns is dropped.</summary>
    [Parameter]
    public ScriptBlock? OnPreview { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        writer = new ImageWriter(this, Force, NoClobber);
        progress = new DrawingProgress(this, "Drawing");
        binder = new RecordBinder(this);
        try
        {
            UnquotedPattern.Refuse(MyInvocation, nameof(OutputPath), nameof(Prompt));
            previews = new PreviewDisplay(this, OnPreview);
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
                DrawUnlessRefused(request, record);
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
    private void DrawUnlessRefused(GenerationRequest request, ImageRecord record)
    {
        try
        {
            Draw(request, record);
        }
        catch (CommandException e) when (e.Id == ErrorIds.FileExists)
        {
            WriteError(e, InputObject ?? (object?)request.Prompt);
        }
    }

    private void Draw(GenerationRequest request, ImageRecord record)
    {
        var pattern = AsByte ? null : writer.Pattern(OutputPath);
        var first = writer.Number(request.Batch);
        var asked = Resume || pattern?.AsksForModel == true ? ModelOf(record) : null; // otherwise -WhatIf and refused names need none
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

        var model = asked ?? ModelOf(record);
        if (InputObject?.BaseObject is DrawnImage image && model.DifferenceFrom(image) is { } difference)
        {
            WriteWarning(difference);
        }

        WriteWarnings(record.Recipe is { } recipe ? model.WarningsFor(recipe) : []);
        progress.Begin(request.Prompt, drawn, MyInvocation.ExpectingInput ? null : known);
        var result = Draw(model, request, Follow, previews.Of(request, first, model.Pipeline.Model));
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

        void Follow(GenerationProgress report)
        {
            progress.Show(report);
            previews.Show(request, report);
        }
    }

    private DiffusionModel ModelOf(ImageRecord record) => ModelOf(record.Model, binder, record.Recipe?.Dtype);

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
