using System.Management.Automation;
using CaToMe.Errors;
using CaToMe.Hub;
using CaToMe.Running;

namespace CaToMe.Models;

/// <summary>Fetches models of the Hugging Face hub for a cmdlet: says once what is fetched, and then how far it is.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="stopping">Cancelled when the pipeline is stopped.</param>
internal sealed class HubFetch(PSCmdlet cmdlet, CancellationToken stopping)
{
    private const int Bar = 4;

    /// <summary>Fetches a model, or what of it is missing.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="reference">The model.</param>
    /// <param name="anew">Whether what is in the cache is checked too.</param>
    /// <returns>Its path in the cache.</returns>
    /// <exception cref="CommandException">It cannot be fetched.</exception>
    internal string Pull(ModelHub hub, HubReference reference, bool anew = false)
    {
        var path = "";
        try
        {
            EnginePump.Run(
                (post, token) => path = hub.PullAsync(
                    reference, anew, plan => post(() => Announce(plan, hub)), new PostedProgress<HubProgress>(post, p => Show(reference, p)), token)
                    .GetAwaiter().GetResult(),
                stopping);
            return path;
        }
        catch (CaToMeException e)
        {
            throw new CommandException(
                ErrorIds.ModelNotFetched, ErrorCategory.ResourceUnavailable, e.Message, "Do what the message says, and run it again: what was fetched is kept.",
                reference.ToString());
        }
        finally
        {
            cmdlet.WriteProgress(new ProgressRecord(Bar, $"Fetching {reference}", "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    /// <summary>As Write-Host does: shown, and no output.</summary>
    private void Announce(HubPlan plan, ModelHub hub) =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = ModelLocator.Announce(plan, hub.Settings) }, ["PSHOST"]);

    private void Show(HubReference reference, HubProgress progress) => cmdlet.WriteProgress(
        new ProgressRecord(Bar, $"Fetching {reference}", $"{progress.Done >> 20} of {progress.Total >> 20} MB")
        {
            PercentComplete = progress.Total > 0 ? (int)Math.Clamp(100 * progress.Done / progress.Total, 0, 100) : 100,
        });
}
