using System.Management.Automation;

namespace CaToMe.Models;

/// <summary>Runs when the module is removed: frees the session's models.</summary>
public sealed class ModuleRemoval : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => ModelRegistry.End(psModuleInfo);
}
