namespace CaToMe.Hub;

/// <summary>
/// A repository in the hub's cache: <c>blobs/ETAG</c> has the bytes, <c>snapshots/COMMIT/PATH</c> links to them, <c>refs/REVISION</c> names the commit.
/// </summary>
/// <param name="cache">The cache.</param>
/// <param name="repository"><c>owner/name</c>.</param>
internal sealed class HubStore(string cache, string repository)
{
    private const string Prefix = "models--";

    private string FolderName { get; } = Prefix + repository.Replace("/", "--", StringComparison.Ordinal);

    /// <summary><c>owner/name</c>.</summary>
    internal string Repository => repository;

    /// <summary>Everything of the repository.</summary>
    internal string Folder => Path.Combine(cache, FolderName);

    /// <summary>What is in the cache.</summary>
    internal static IReadOnlyList<HubStore> All(string cache) => !Directory.Exists(cache) ? [] :
    [
        .. Directory.GetDirectories(cache, Prefix + "*").Select(f => Path.GetFileName(f)[Prefix.Length..].Split("--")).Where(n => n.Length == 2)
            .Select(n => new HubStore(cache, $"{n[0]}/{n[1]}")).OrderBy(s => s.Repository, StringComparer.OrdinalIgnoreCase),
    ];

    internal string Blob(string etag) => Path.Combine(Folder, "blobs", etag);

    internal string Lock(string etag) => Path.Combine(cache, ".locks", FolderName, etag + ".lock");

    internal string Snapshot(string commit) => Path.Combine(Folder, "snapshots", commit);

    /// <summary>The commit that a revision stands for here; null where it is not known, or its snapshot is not there.</summary>
    internal string? CommitOf(string revision)
    {
        var file = Path.Combine(Folder, "refs", revision);
        var commit = HubNames.IsCommit(revision) ? revision : File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        return HubNames.IsCommit(commit) && Directory.Exists(Snapshot(commit)) ? commit : null;
    }

    /// <summary>Says which commit a revision stands for.</summary>
    internal void Refer(string revision, string commit)
    {
        if (!HubNames.IsCommit(revision))
        {
            Runtime.WholeFile.Write(Path.Combine(Folder, "refs", revision), stream => stream.Write(System.Text.Encoding.ASCII.GetBytes(commit)));
        }
    }

    /// <summary>Puts a blob into a snapshot: a relative link; where the system allows none, a copy.</summary>
    internal void Link(string commit, HubFile file)
    {
        var place = Path.Combine(Snapshot(commit), file.Path.Replace('/', Path.DirectorySeparatorChar));
        var target = Path.GetRelativePath(Path.GetDirectoryName(place)!, Blob(file.ETag));
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (new FileInfo(place).LinkTarget is { } old)
        {
            if (old == target)
            {
                return;
            }

            File.Delete(place);
        }

        try
        {
            File.CreateSymbolicLink(place, target);
        }
        catch (IOException) when (new FileInfo(place).LinkTarget == target)
        {
            // Another process was faster.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && OperatingSystem.IsWindows())
        {
            File.Copy(Blob(file.ETag), place, overwrite: true);
        }
    }

    /// <summary>Blobs that are whole, by their checksums.</summary>
    internal IReadOnlyList<string> Blobs() => Directory.Exists(Path.Combine(Folder, "blobs"))
        ? [.. Directory.GetFiles(Path.Combine(Folder, "blobs")).Select(f => Path.GetFileName(f)).Where(n => HubNames.ChecksumOf(n) == n).Order()]
        : [];

    /// <summary>Bytes on the disk, those of broken-off downloads too.</summary>
    internal long Size() =>
        Directory.Exists(Path.Combine(Folder, "blobs")) ? new DirectoryInfo(Path.Combine(Folder, "blobs")).GetFiles().Sum(f => f.Length) : 0;

    /// <summary>The paths in the snapshots that link to a blob.</summary>
    internal IReadOnlyList<string> PathsOf(string etag)
    {
        var snapshots = Path.Combine(Folder, "snapshots");
        return !Directory.Exists(snapshots) ? [] :
        [
            .. Directory.EnumerateFiles(snapshots, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetFileName(new FileInfo(f).LinkTarget ?? "") == etag)
                .Select(f => Path.GetRelativePath(snapshots, f)).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Deletes the repository from the cache, and its locks.</summary>
    /// <exception cref="CaToMeException">A file cannot be deleted.</exception>
    internal void Remove()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
            if (Path.Combine(cache, ".locks", FolderName) is var locks && Directory.Exists(locks))
            {
                Directory.Delete(locks, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException($"{Folder} cannot be deleted: {e.Message.TrimEnd('.')}. Close what uses the model, and try again.", e);
        }
    }
}
