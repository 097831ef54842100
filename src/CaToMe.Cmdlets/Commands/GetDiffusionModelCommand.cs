using System.Management.Automation;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Models;

namespace CaToMe.Commands;

/// <summary>Lists the session's models.</summary>
[Cmdlet(VerbsCommon.Get, "DiffusionModel")]
[OutputType(typeof(DiffusionModel))]
public sealed class GetDiffusionModelCommand : PSCmdlet
{
    /// <summary>Names, with wildcards. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoadedModelCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            var found = ModelRegistry.Of(this).Match(name);
            WriteObject(found, enumerateCollection: true);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(ErrorRecords.Of(
                    new CommandException(ErrorIds.ModelNotFound, ErrorCategory.ObjectNotFound,
                        $"No model named {name} is loaded in this session.", "Load it with Import-DiffusionModel."), name));
            }
        }
    }
}
