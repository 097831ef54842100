using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Reporting;

namespace CaToMe.Commands;

/// <summary>Makes the page, the figures and the tables of a study, in its results folder.</summary>
[Cmdlet(VerbsData.Export, "TokenMergingReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportTokenMergingReportCommand : EngineCommand
{
    /// <summary>Results folders, their names taken as they are.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName", "Study")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>A .safetensors file of LPIPS's official weights, alex or vgg. Default: LPIPS is left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LpipsWeights { get; set; }

    /// <summary>A folder with a CLIP model in transformers' layout. Default: CLIP scores are left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClipModel { get; set; }

    /// <summary>A .safetensors file of pytorch-fid's InceptionV3. Default: Fréchet distances are left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InceptionWeights { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            try
            {
                Report(FileSystemPath.Resolve(this, path));
            }
            catch (CaToMeException e)
            {
                WriteError(ErrorRecords.OfStudy(e, path));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Report(string folder)
    {
        var options = new StudyReportOptions { LpipsWeights = Full(LpipsWeights), ClipModel = Full(ClipModel), InceptionWeights = Full(InceptionWeights) };
        if (ShouldProcess(folder, "Write report.html, fidelity.jsonl, figures and tables"))
        {
            var report = StudyReport.Write(folder, options, StopToken);
            report.LeftOut.ToList().ForEach(line => WriteVerbose($"Left out. {line}"));
            WriteObject(InvokeProvider.Item.Get([report.Page], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    private string? Full(string? path) => path is null ? null : FileSystemPath.Resolve(this, path);
}
