using CaToMe.Hub;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Options;

/// <summary>A model as the command line names it: a path, or a name of the hub's, which is fetched where it is not in the cache.</summary>
internal static class NamedModel
{
    /// <summary>What can be given, for help.</summary>
    internal const string Forms =
        "A diffusers folder, a single .safetensors file of SD 1.x, SD 2.x or SDXL, or owner/name of the Hugging Face hub (catome models list has short " +
        "names), which is fetched where it is not in the cache.";

    /// <summary>Its path.</summary>
    internal static string PathOf(string given, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Path.Exists(given) || HubReference.Parse(given) is not { } reference)
        {
            return given;
        }

        var hub = new ModelHub(HubSettings.FromEnvironment());
        return hub.PathOf(reference) ?? HubProgressBar.Show(terminal, progress => ModelLocator.LocateAsync(
            given, plan => terminal.SayAbove(ModelLocator.Announce(plan, hub.Settings)), progress, cancellationToken, hub)).GetAwaiter().GetResult();
    }
}
