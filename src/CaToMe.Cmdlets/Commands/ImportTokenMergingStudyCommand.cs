using System.Management.Automation;
using CaToMe.Binding;
using CaToMe.Errors;
using CaToMe.Reporting;
using CaToMe.Studies;

namespace CaToMe.Commands;

/// <summary>Reads the records of a study's results folder, one by one.</summary>
[Cmdlet(VerbsData.Import, "TokenMergingStudy", DefaultParameterSetName = PictureSet)]
[OutputType(typeof(StudyImage), ParameterSetName = [PictureSet])]
[OutputType(typeof(PairCacheCall), ParameterSetName = [CallSet])]
[OutputType(typeof(TokenMergingStudySetting), ParameterSetName = [SettingSet])]
public sealed class ImportTokenMergingStudyCommand : EngineCommand
{
    private const string PictureSet = "Picture", CallSet = "Call", SettingSet = "Setting";

    /// <summary>Results folders, their names taken as they are.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "FullName", "Study")]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Return what merging did for each block in each U-Net call, where the study kept it.</summary>
    [Parameter(ParameterSetName = CallSet, Mandatory = true)]
    public SwitchParameter Calls { get; set; }

    /// <summary>Return a record for each setting: means over its pictures, with intervals.</summary>
    [Parameter(ParameterSetName = SettingSet, Mandatory = true)]
    public SwitchParameter Settings { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            try
            {
                foreach (var record in Read(FileSystemPath.Resolve(this, path)))
                {
                    WriteObject(record);
                }
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

    private IEnumerable<object> Read(string folder) => ParameterSetName switch
    {
        CallSet => StudyResults.Of(folder).Calls().Select(call => new PairCacheCall(call)),
        SettingSet => StudyReport.Summaries(folder, StopToken).Select(summary => new TokenMergingStudySetting(summary, folder)),
        _ => StudyResults.Of(folder).Rows().Select(row => new StudyImage(row, folder)),
    };
}
