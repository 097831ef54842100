using System.Management.Automation;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Models;

namespace CaToMe.Commands;

/// <summary>Frees models. Pictures in progress are finished first; those that wait for their turn are not drawn.</summary>
[Cmdlet(VerbsCommon.Remove, "DiffusionModel", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
public sealed class RemoveDiffusionModelCommand : PSCmdlet
{
    private const string NameSet = "Name", ModelSet = "Model";

    /// <summary>Names, with wildcards.</summary>
    [Parameter(ParameterSetName = NameSet, Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LoadedModelCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Handles.</summary>
    [Parameter(ParameterSetName = ModelSet, Position = 0, Mandatory = true, ValueFromPipeline = true)]
    public DiffusionModel[] Model { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var registry = ModelRegistry.Of(this);
        foreach (var model in ParameterSetName == ModelSet ? Model : Name.SelectMany(n => Find(registry, n)).Distinct())
        {
            if (ShouldProcess($"{model.Name} ({model.Path})", "Free the model"))
            {
                registry.Remove(model);
            }
        }
    }

    private IReadOnlyList<DiffusionModel> Find(ModelRegistry registry, string name)
    {
        var found = registry.Match(name);
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            WriteError(ErrorRecords.Of(
                new CommandException(ErrorIds.ModelNotFound, ErrorCategory.ObjectNotFound,
                    $"No model named {name} is loaded in this session.", "Get-DiffusionModel lists the models."), name));
        }

        return found;
    }
}
