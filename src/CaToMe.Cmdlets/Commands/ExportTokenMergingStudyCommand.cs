using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Running;

namespace CaToMe.Commands;

/// <summary>Saves pictures and measurements of a pipeline as a study: a results folder, from which reports and figures are made.</summary>
[Cmdlet(VerbsData.Export, "TokenMergingStudy", SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class ExportTokenMergingStudyCommand : PSCmdlet
{
    private string folder = "";
    private StudySaver? saver;

    /// <summary>The results folder; what it has is kept, and pictures that are there are not saved again.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string OutputPath { get; set; } = "";

    /// <summary>What New-DiffusionImage, Measure-TokenMerging, Get-DiffusionImageInfo or Import-TokenMergingStudy returned.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The setting's name, as a rule a script block that makes it of the record. Default: the record's own, or how tokens were merged;
    /// baseline is what the others are compared with.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Setting { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            folder = FileSystemPath.Resolve(this, OutputPath);
            saver = ShouldProcess(folder, "Save pictures and their records as a study") ? new StudySaver(folder) : null;
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, OutputPath));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var input in InputObject)
        {
            try
            {
                if (saver?.Save(input.BaseObject, Setting) == false)
                {
                    WriteVerbose($"{input} is there already.");
                }
            }
            catch (CaToMeException e)
            {
                WriteError(ErrorRecords.Of(e, input));
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (saver is null || !Directory.Exists(folder))
        {
            return;
        }

        try
        {
            saver.CopyCalls();
        }
        catch (CaToMeException e)
        {
            WriteError(ErrorRecords.Of(e, folder));
        }

        WriteObject(InvokeProvider.Item.Get([folder], force: true, literalPath: true), enumerateCollection: true);
    }
}
