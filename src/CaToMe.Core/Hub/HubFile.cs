namespace CaToMe.Hub;

/// <summary>A file of a repository, as the hub describes it.</summary>
/// <param name="Path">Its path in the repository, with slashes; it leads nowhere else.</param>
/// <param name="ETag">SHA-256 of its bytes (large files) or git's SHA-1 of it, in hexadecimal: the name of its blob.</param>
/// <param name="Size">Its length in bytes.</param>
internal sealed record HubFile(string Path, string ETag, long Size);

/// <summary>What a repository has at a revision.</summary>
/// <param name="Repository">What it is called now; another name than the one that was asked for where it was moved.</param>
/// <param name="Commit">The commit, 40 hexadecimal digits.</param>
/// <param name="Files">The paths of its files.</param>
internal sealed record HubListing(string Repository, string Commit, IReadOnlyList<string> Files);

/// <summary>How far a download is.</summary>
/// <param name="File">The file that has grown.</param>
/// <param name="Done">Bytes that are there, of all files.</param>
/// <param name="Total">Bytes of all files.</param>
internal readonly record struct HubProgress(string File, long Done, long Total);
