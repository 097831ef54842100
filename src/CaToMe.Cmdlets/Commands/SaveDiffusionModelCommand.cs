using System.Management.Automation;
using CaToMe.Completion;
using CaToMe.Hub;
using CaToMe.Models;

namespace CaToMe.Commands;

/// <summary>Fetches models of the Hugging Face hub into its cache.</summary>
[Cmdlet(VerbsData.Save, "DiffusionModel", SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo), typeof(FileInfo))]
public sealed class SaveDiffusionModelCommand : EngineCommand
{
    /// <summary>owner/name as on the hub, owner/name@revision, owner/name/file.safetensors, or a short name such as sd15.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HubModelCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Check what is in the cache too, and fetch again what is damaged.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var name in Name)
        {
            try
            {
                Save(name);
            }
            catch (Exception e) when (e is CaToMeException or OperationCanceledException)
            {
                WriteError(e, name);
            }
        }
    }

    private void Save(string name)
    {
        var reference = HubReference.Require(name);
        var hub = new ModelHub(HubSettings.FromEnvironment());
        if (ShouldProcess(reference.ToString(), $"Fetch from {hub.Settings.Endpoint.Host} to {hub.Settings.Cache}"))
        {
            var path = new HubFetch(this, StopToken).Pull(hub, reference, Force);
            WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true);
        }
    }
}
