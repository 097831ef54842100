using System.Management.Automation;
using CaToMe.Completion;
using CaToMe.Errors;
using CaToMe.Hub;

namespace CaToMe.Commands;

/// <summary>Lists the models in the cache of the Hugging Face hub.</summary>
[Cmdlet(VerbsCommon.Get, "SavedDiffusionModel")]
[OutputType(typeof(SavedDiffusionModel))]
public sealed class GetSavedDiffusionModelCommand : PSCmdlet
{
    /// <summary>Names as on the hub, with wildcards, or short names. Default: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HubModelCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            var hub = new ModelHub(HubSettings.FromEnvironment());
            Name.ToList().ForEach(name => Find(hub, name));
        }
        catch (CaToMeException e)
        {
            ThrowTerminatingError(ErrorRecords.Of(e, null));
        }
    }

    private void Find(ModelHub hub, string name)
    {
        var pattern = WildcardPattern.Get(ModelNames.Shipped.Find(name)?.Repository ?? name, WildcardOptions.IgnoreCase);
        var found = hub.List().Where(m => pattern.IsMatch(m.Repository)).Select(m => new SavedDiffusionModel(m)).ToList();
        WriteObject(found, enumerateCollection: true);
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            WriteError(ErrorRecords.Of(
                new CommandException(ErrorIds.ModelNotFound, ErrorCategory.ObjectNotFound,
                    $"{name} is not in the cache {hub.Settings.Cache}.", "Fetch it with Save-DiffusionModel."), name));
        }
    }
}
