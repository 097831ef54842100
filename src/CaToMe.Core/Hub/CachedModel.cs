namespace CaToMe.Hub;

/// <summary>A repository in the cache.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Path">The snapshot of its main revision, or the newest one; null where there is none.</param>
/// <param name="IsComplete">Whether a model can be loaded from there: a whole folder of components, or a single file.</param>
/// <param name="Bytes">What it takes on the disk.</param>
internal sealed record CachedModel(string Repository, string? Path, bool IsComplete, long Bytes);

/// <summary>What a check of a cached model found.</summary>
/// <param name="Repository"><c>owner/name</c>.</param>
/// <param name="Checked">Files that were checked.</param>
/// <param name="Damaged">Those whose bytes are not what their checksum says, as paths below <c>snapshots</c>.</param>
internal sealed record HubVerification(string Repository, int Checked, IReadOnlyList<string> Damaged);
