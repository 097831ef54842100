using System.Net;

namespace CaToMe.Hub;

/// <summary>
/// Brings one blob into the cache: under its lock, into <c>ETAG.incomplete</c>, from where an earlier try ended; size and checksum are checked
/// before it gets its name. A blob that has its name is whole.
/// </summary>
internal sealed class HubDownload(HubClient client, HubStore store, HubReference reference, string commit)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    /// <summary>Fetches a file, unless it is there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="anew">Whether what is there is not trusted.</param>
    /// <param name="grown">Told how many bytes more there are; fewer where a try was in vain.</param>
    /// <param name="cancellationToken">What is there stays for the next try.</param>
    /// <exception cref="ModelException">It cannot be fetched whole.</exception>
    internal async Task FetchAsync(HubFile file, bool anew, Action<long> grown, CancellationToken cancellationToken)
    {
        var blob = store.Blob(file.ETag);
        using var turn = await HubLock.TakeAsync(store.Lock(file.ETag), cancellationToken).ConfigureAwait(false);
        if (File.Exists(blob) && new FileInfo(blob).Length == file.Size
            && (!anew || await HubChecksum.IsOfAsync(blob, file.ETag, cancellationToken).ConfigureAwait(false)))
        {
            grown(file.Size);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        var part = blob + ".incomplete";
        var resumed = File.Exists(part);
        for (var damaged = 0; ; damaged++)
        {
            await CompleteAsync(file, part, grown, cancellationToken).ConfigureAwait(false);
            if (await HubChecksum.IsOfAsync(part, file.ETag, cancellationToken).ConfigureAwait(false))
            {
                File.Move(part, blob, overwrite: true);
                return;
            }

            File.Delete(part);
            grown(-file.Size);
            // What an earlier try left may be wrong: once more from the start.
            if (!resumed || damaged > 0)
            {
                throw new ModelException(
                    $"{file.Path} of {reference} has another checksum than {file.ETag}, which the hub gives: it arrived damaged and was deleted. " +
                    "Run it again.");
            }
        }
    }

    /// <summary>Fetches what is missing, however often the connection breaks, as long as there is progress.</summary>
    private async Task CompleteAsync(HubFile file, string part, Action<long> grown, CancellationToken cancellationToken)
    {
        await using var to = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        if (to.Length > file.Size)
        {
            to.SetLength(0);
        }

        to.Seek(0, SeekOrigin.End);
        grown(to.Length);
        var (failures, farthest) = (0, to.Length);
        while (to.Length < file.Size)
        {
            try
            {
                await AppendAsync(file, to, grown, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await to.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }

            // A try that begins again is progress only when it comes farther than those before it.
            failures = to.Length > farthest ? 0 : failures + 1;
            farthest = Math.Max(farthest, to.Length);
            if (failures == HubClient.Tries)
            {
                throw new ModelException(
                    $"{file.Path} of {reference} breaks off at {to.Length} of {file.Size} bytes, {failures} times in a row. Run it again: it goes on there.");
            }

            if (to.Length < file.Size)
            {
                await client.WaitAsync(Math.Max(failures, 1), null, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AppendAsync(HubFile file, FileStream to, Action<long> grown, CancellationToken cancellationToken)
    {
        using var response = await client.ReadAsync(reference, commit, file.Path, to.Length, cancellationToken).ConfigureAwait(false);
        if (to.Length > 0 && !(response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == to.Length))
        {
            grown(-to.Length); // the server knows no ranges, or has another file: from the start
            to.SetLength(0);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return;
            }
        }

        await using var from = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[1 << 18];
        for (int count; (count = await ReadAsync(from, buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (to.Length + count > file.Size)
            {
                to.SetLength(0);
                throw new ModelException($"{file.Path} of {reference} is longer than the {file.Size} bytes that the hub gives: it was deleted. Run it again.");
            }

            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            grown(count);
        }
    }

    /// <summary>Reads some bytes; none where the connection broke or nothing came for long, as the length then says.</summary>
    private static async Task<int> ReadAsync(Stream from, byte[] buffer, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(Silence);
        try
        {
            return await from.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return 0;
        }
    }
}
