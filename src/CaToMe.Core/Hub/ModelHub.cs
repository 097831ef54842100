using System.Collections.Concurrent;

namespace CaToMe.Hub;

/// <summary>
/// Models of the Hugging Face hub, in the cache that Python's library uses too: list what the repository has, choose what is needed, look
/// whether there is room, fetch several files at once, link them into a snapshot, and then say that it is there.
/// </summary>
/// <param name="settings">Where the hub and the cache are.</param>
/// <param name="waiting">Waits between tries; null waits indeed.</param>
/// <param name="freeSpace">Free bytes where a folder is; null asks the system.</param>
internal sealed class ModelHub(HubSettings settings, Func<TimeSpan, CancellationToken, Task>? waiting = null, Func<string, long>? freeSpace = null)
{
    private const int AtOnce = 4;

    /// <summary>Where the hub and the cache are.</summary>
    internal HubSettings Settings => settings;

    /// <summary>Fetches a model; what is in the cache is not fetched again.</summary>
    /// <param name="reference">The model.</param>
    /// <param name="anew">Whether what is in the cache is checked, and fetched again where it is damaged.</param>
    /// <param name="planned">Told once what is fetched, before it begins.</param>
    /// <param name="progress">Told how far it is, on any thread.</param>
    /// <param name="cancellationToken">What was fetched stays for the next try.</param>
    /// <returns>The snapshot's folder, or the one file.</returns>
    /// <exception cref="CaToMeException">It cannot be fetched: the message says why.</exception>
    internal async Task<string> PullAsync(
        HubReference reference, bool anew = false, Action<HubPlan>? planned = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (settings.IsOffline)
        {
            throw new ModelException($"{reference} cannot be fetched: HF_HUB_OFFLINE forbids the network. Unset it, or give a model that `models list` shows.");
        }

        var store = new HubStore(settings.Cache, reference.Repository);
        try
        {
            using var client = new HubClient(settings, waiting);
            var listing = await client.ListAsync(reference, cancellationToken).ConfigureAwait(false);
            var download = new HubDownload(client, store, reference, listing.Commit);
            var files = await DescribeAsync(client, download, store, reference, listing, anew, cancellationToken).ConfigureAwait(false);
            var plan = new HubPlan(reference, listing.Repository, listing.Commit, files, files.Sum(f => MissingOf(store, f)));
            CheckSpace(plan);
            planned?.Invoke(plan);
            var done = 0L;
            await EachAsync(files, (file, token) => download.FetchAsync(
                file, anew, grown => progress?.Report(new HubProgress(file.Path, Interlocked.Add(ref done, grown), plan.Total)), token), cancellationToken)
                .ConfigureAwait(false);
            foreach (var file in files)
            {
                store.Link(listing.Commit, file);
            }

            store.Refer(reference.Revision, listing.Commit);
            return PathIn(store, listing.Commit, reference, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaToMeException(
                $"{reference} cannot be put into {settings.Cache}: {e.Message.TrimEnd('.')}. Make room, or set HF_HOME to another place.", e);
        }
    }

    /// <summary>Where a model is in the cache.</summary>
    /// <returns>Its snapshot's folder, or the one file; null where it is not there whole.</returns>
    internal string? PathOf(HubReference reference)
    {
        var store = new HubStore(settings.Cache, reference.Repository);
        if (store.CommitOf(reference.Revision) is not { } commit)
        {
            return null;
        }

        var snapshot = store.Snapshot(commit);
        return reference.File is { } file ? Path.Combine(snapshot, file) is var path && File.Exists(path) ? path : null
            : HubSelection.IsComplete(snapshot) ? snapshot
            : SingleFile(snapshot);
    }

    /// <summary>What is in the cache, models or not.</summary>
    internal IReadOnlyList<CachedModel> List() =>
    [
        .. HubStore.All(settings.Cache).Select(store =>
        {
            var path = PathOf(new HubReference(store.Repository, "main", null));
            return new CachedModel(store.Repository, path ?? (Directory.Exists(store.Folder) ? store.Folder : null), path is not null, store.Size());
        }),
    ];

    /// <summary>Compares every file of a model in the cache with its checksum.</summary>
    /// <exception cref="OptionException">It is not in the cache.</exception>
    internal async Task<HubVerification> VerifyAsync(
        HubReference reference, IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var store = Require(reference);
        var blobs = store.Blobs();
        var (done, total) = (0L, blobs.Sum(b => new FileInfo(store.Blob(b)).Length));
        var damaged = new List<string>();
        foreach (var blob in blobs)
        {
            if (!await HubChecksum.IsOfAsync(store.Blob(blob), blob, cancellationToken).ConfigureAwait(false))
            {
                damaged.AddRange(store.PathsOf(blob).DefaultIfEmpty(blob));
            }

            progress?.Report(new HubProgress(blob, done += new FileInfo(store.Blob(blob)).Length, total));
        }

        return new HubVerification(store.Repository, blobs.Count, damaged);
    }

    /// <summary>Deletes a model from the cache.</summary>
    /// <returns>How many bytes it took.</returns>
    /// <exception cref="CaToMeException">It is not there, or cannot be deleted.</exception>
    internal long Remove(HubReference reference)
    {
        var store = Require(reference);
        var size = store.Size();
        store.Remove();
        return size;
    }

    private HubStore Require(HubReference reference) => new HubStore(settings.Cache, reference.Repository) is var store && Directory.Exists(store.Folder)
        ? store
        : throw new OptionException("Name", reference, $"it is not in the cache {settings.Cache}; `models list` shows what is.");

    /// <summary>Everything that is needed, with sizes: the indexes of weights in shards are fetched at once, as they name the rest.</summary>
    private static async Task<IReadOnlyList<HubFile>> DescribeAsync(
        HubClient client, HubDownload download, HubStore store, HubReference reference, HubListing listing, bool anew, CancellationToken cancellationToken)
    {
        var first = await DescribeAsync(HubSelection.First(reference, listing.Files)).ConfigureAwait(false);
        var shards = new List<string>();
        foreach (var index in first.Where(f => HubSelection.IsIndex(f.Path)))
        {
            await download.FetchAsync(index, anew, _ => { }, cancellationToken).ConfigureAwait(false);
            var json = await File.ReadAllTextAsync(store.Blob(index.ETag), cancellationToken).ConfigureAwait(false);
            shards.AddRange(HubSelection.Shards(index.Path, json, listing.Files));
        }

        return [.. first, .. await DescribeAsync(shards).ConfigureAwait(false)];

        async Task<IReadOnlyList<HubFile>> DescribeAsync(IReadOnlyList<string> paths)
        {
            var described = new ConcurrentDictionary<string, HubFile>(StringComparer.Ordinal);
            await EachAsync(paths, async (path, token) =>
                described[path] = await client.DescribeAsync(reference, listing.Commit, path, token).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
            return [.. paths.Select(p => described[p])];
        }
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (item, token) => await work(item, token).ConfigureAwait(false));

    private static long MissingOf(HubStore store, HubFile file)
    {
        var (whole, part) = (new FileInfo(store.Blob(file.ETag)), new FileInfo(store.Blob(file.ETag) + ".incomplete"));
        return whole.Exists && whole.Length == file.Size ? 0 : file.Size - (part.Exists ? Math.Min(part.Length, file.Size) : 0);
    }

    private void CheckSpace(HubPlan plan)
    {
        Directory.CreateDirectory(settings.Cache);
        var free = freeSpace?.Invoke(settings.Cache) ?? new DriveInfo(settings.Cache).AvailableFreeSpace;
        if (plan.Missing > free)
        {
            throw new CaToMeException(
                $"{plan.Reference} needs {plan.Missing >> 20} MB more, and {settings.Cache} has {free >> 20} MB. Make room, or set HF_HOME to another disk.");
        }
    }

    private static string PathIn(HubStore store, string commit, HubReference reference, IReadOnlyList<HubFile> files) =>
        reference.File is not null || files is [_] ? Path.Combine(store.Snapshot(commit), files[0].Path) : store.Snapshot(commit);

    private static string? SingleFile(string snapshot) =>
        Directory.Exists(Path.Combine(snapshot, "unet")) ? null
        : Directory.GetFiles(snapshot, "*.safetensors") is [var only] && File.Exists(only) ? only
        : null;
}
