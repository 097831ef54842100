namespace CaToMe.Hub;

/// <summary>Finds what a user names as a model: a path that is there, or else a name of the hub's, from the cache or fetched.</summary>
internal static class ModelLocator
{
    /// <summary>The path of a model.</summary>
    /// <param name="given">A path, a short name, or <c>owner/name</c>.</param>
    /// <param name="planned">Told once what is fetched; not called where nothing is.</param>
    /// <param name="progress">Told how far that is.</param>
    /// <param name="cancellationToken">Ends the fetching.</param>
    /// <param name="hub">The hub; null is the environment's.</param>
    /// <returns>A path; what is neither there nor a name of the hub's is returned as it is.</returns>
    /// <exception cref="CaToMeException">It cannot be fetched.</exception>
    internal static async Task<string> LocateAsync(
        string given, Action<HubPlan>? planned = null, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default,
        ModelHub? hub = null)
    {
        if (Path.Exists(given) || HubReference.Parse(given) is not { } reference)
        {
            return given;
        }

        hub ??= new ModelHub(HubSettings.FromEnvironment());
        try
        {
            return hub.PathOf(reference)
                ?? await hub.PullAsync(reference, planned: planned, progress: progress, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (ModelException e)
        {
            throw new ModelException($"{given} is no file or folder here, and from the hub: {e.Message}", e);
        }
    }

    /// <summary>What a user is told before a download.</summary>
    internal static string Announce(HubPlan plan, HubSettings settings) =>
        $"Fetching {plan.Reference} from {settings.Endpoint.Host}: {plan.Files.Count} files, {plan.Missing >> 20} MB to {settings.Cache}."
        + (plan.WasMoved ? $" It is called {plan.Repository} now." : "");
}
