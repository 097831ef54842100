using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Studies;

namespace CaToMe.Commands;

/// <summary>Tells how many pictures of a study are there, setting by setting; while it is drawn too.</summary>
[Cmdlet(VerbsCommon.Get, "TokenMergingStudy")]
[OutputType(typeof(TokenMergingStudyStatus))]
public sealed class GetTokenMergingStudyCommand : PSCmdlet
{
    /// <summary>Results folders, or files of studies, their names taken as they are.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The results folder of a study's file. Default: the file's name with -results, in the current location.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? OutputPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            try
            {
                var status = StatusOf(FileSystemPath.Resolve(this, path));
                WriteObject(status.Settings.Select(setting => new TokenMergingStudyStatus(status, setting)), enumerateCollection: true);
            }
            catch (CaToMeException e)
            {
                WriteError(ErrorRecords.OfStudy(e, path));
            }
        }
    }

    private StudyStatus StatusOf(string path) => Directory.Exists(path)
        ? StudyStatus.Of(path)
        : StudyStatus.Of(FileSystemPath.Resolve(this, OutputPath ?? StudyFile.ResultsFor(path)), StudyFile.Read(path));
}
