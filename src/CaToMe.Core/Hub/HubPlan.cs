namespace CaToMe.Hub;

/// <summary>What a download brings, before it begins.</summary>
/// <param name="Reference">What was asked for.</param>
/// <param name="Repository">What the repository is called now.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Files">All files of the model, those too that are in the cache.</param>
/// <param name="Missing">Bytes that are not there.</param>
internal sealed record HubPlan(HubReference Reference, string Repository, string Commit, IReadOnlyList<HubFile> Files, long Missing)
{
    /// <summary>Bytes in all.</summary>
    internal long Total => Files.Sum(f => f.Size);

    /// <summary>Whether the repository has another name now.</summary>
    internal bool WasMoved => !Repository.Equals(Reference.Repository, StringComparison.OrdinalIgnoreCase);
}
