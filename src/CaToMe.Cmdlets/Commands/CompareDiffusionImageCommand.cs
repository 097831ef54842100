using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Imaging;
using CaToMe.Metrics;
using CaToMe.Requests;

namespace CaToMe.Commands;

/// <summary>Compares pictures with reference pictures: one with one, a list with a list of the same length, or a list with one.</summary>
[Cmdlet(VerbsData.Compare, "DiffusionImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageComparison))]
public sealed class CompareDiffusionImageCommand : PSCmdlet
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath";
    private readonly List<string> references = [];
    private int compared;

    /// <summary>The reference pictures: files, with wildcards, or what New-DiffusionImage returned.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [SupportsWildcards]
    public string[] Reference { get; set; } = [];

    /// <summary>The pictures to compare: files, with wildcards.</summary>
    [Parameter(ParameterSetName = PathSet, Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The pictures to compare: files, their names taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            references.AddRange(Reference.SelectMany(r => FileSystemPath.Expand(this, r)));
        }
        catch (CommandException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, Reference));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        FileSystemPath.ForEachFile(this, ParameterSetName == PathSet ? Path : LiteralPath, ParameterSetName == LiteralPathSet, Compare, miss: () => compared++);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (references.Count > 1 && compared < references.Count)
        {
            WriteError(Mismatch($"{references.Count} reference pictures were given, and {compared} to compare with them.", references[compared]));
        }
    }

    private void Compare(string file)
    {
        var place = references.Count == 1 ? 0 : compared;
        compared++;
        if (place >= references.Count)
        {
            WriteError(Mismatch($"There is no reference picture for {file}: {references.Count} were given.", file));
            return;
        }

        if (Load(file) is not { } image || Load(references[place]) is not { } reference)
        {
            return;
        }

        try
        {
            WriteObject(new ImageComparison(file, references[place], ImageQuality.Psnr(image, reference), ImageQuality.Ssim(image, reference)));
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Record(ErrorIds.ImagesDiffer, ErrorCategory.InvalidData, file, e.Message, "Compare pictures of the same size."));
        }
    }

    private RgbImage? Load(string file)
    {
        try
        {
            return PngFile.Load(file);
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Record(ErrorIds.ImageNotReadable, ErrorCategory.ReadError, file, e.Message, "Give picture files that are whole."));
            return null;
        }
    }

    private static ErrorRecord Mismatch(string message, string file) =>
        ErrorRecords.Record(ErrorIds.ImagesDiffer, ErrorCategory.InvalidArgument, file, message,
            "Give one reference picture, or as many as there are pictures, in the same order.");
}
