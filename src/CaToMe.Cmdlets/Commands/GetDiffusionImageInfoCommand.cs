using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Imaging;

namespace CaToMe.Commands;

/// <summary>Reads a picture's settings back from its file.</summary>
[Cmdlet(VerbsCommon.Get, "DiffusionImageInfo", DefaultParameterSetName = PathSet)]
[OutputType(typeof(DiffusionImageInfo))]
public sealed class GetDiffusionImageInfoCommand : PSCmdlet
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath";

    /// <summary>PNG, JPEG and WebP files, with wildcards.</summary>
    [Parameter(ParameterSetName = PathSet, Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>PNG, JPEG and WebP files, their names taken as they are.</summary>
    [Parameter(ParameterSetName = LiteralPathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        FileSystemPath.ForEachFile(this, ParameterSetName == PathSet ? Path : LiteralPath, ParameterSetName == LiteralPathSet, Read);

    private void Read(string file)
    {
        try
        {
            var text = PngFile.ReadText(file);
            try
            {
                WriteObject(new DiffusionImageInfo(file, ImageMetadata.Parse(text, file)));
            }
            catch (CaToMeException e)
            {
                WriteError(ErrorRecords.Record(
                    ErrorIds.NoSettingsInImage, ErrorCategory.ObjectNotFound, file, e.Message,
                    "Give a picture that CaToMe or one of the programs in Get-Help Get-DiffusionImageInfo saved."));
            }
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Record(ErrorIds.ImageNotReadable, ErrorCategory.ReadError, file, e.Message, "Give a PNG, JPEG or WebP file."));
        }
    }
}
