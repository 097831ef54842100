using System.Management.Automation;

namespace CaToMe.Loader;

/// <summary>Runs when the module is imported, before the cmdlets' assembly is loaded.</summary>
public sealed class ModuleImport : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport() => EngineLoadContext.Attach();
}
