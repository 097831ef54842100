using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CaToMe.Hub;

/// <summary>
/// Speaks with the hub. Redirects are followed by hand: the token goes to the hub's own host alone. What may pass (429, 5xx, a connection
/// that breaks) is tried again after a while; what does not is explained.
/// </summary>
/// <param name="settings">Where the hub is, and who asks.</param>
/// <param name="waiting">Waits between tries; null waits indeed.</param>
internal sealed class HubClient(HubSettings settings, Func<TimeSpan, CancellationToken, Task>? waiting = null) : IDisposable
{
    /// <summary>How often in a row a request may fail.</summary>
    internal const int Tries = 5;

    private const int MostRedirects = 5;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly Func<TimeSpan, CancellationToken, Task> wait = waiting ?? Task.Delay;

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(20),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>What a repository has.</summary>
    /// <exception cref="ModelException">It is not there, is not for this user, or the answer is none.</exception>
    internal async Task<HubListing> ListAsync(HubReference reference, CancellationToken cancellationToken)
    {
        var address = new Uri(settings.Endpoint, $"api/models/{reference.Repository}/revision/{Uri.EscapeDataString(reference.Revision)}");
        using var response = await SendAsync(HttpMethod.Get, address, null, reference, cancellationToken).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
            var commit = json.RootElement.GetProperty("sha").GetString() ?? "";
            var files = json.RootElement.GetProperty("siblings").EnumerateArray().Select(f => f.GetProperty("rfilename").GetString() ?? "").ToList();
            var unsafeName = files.Find(f => !HubNames.IsSafePath(f));
            return !HubNames.IsCommit(commit) ? throw new ModelException($"{settings.Endpoint} gives no commit for {reference}. Check HF_ENDPOINT.")
                : unsafeName is not null ? throw new ModelException(
                    $"{reference} has a file named {OptionException.Quote(unsafeName)}, which would lead out of its folder or cannot be a " +
                    "file: nothing was fetched.")
                : new HubListing(NameIn(json.RootElement) ?? reference.Repository, commit, files);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelException($"{address} does not answer as the hub does: {e.Message.TrimEnd('.')}. Check HF_ENDPOINT.", e);
        }
    }

    /// <summary>Length and checksum of a file.</summary>
    /// <exception cref="ModelException">The hub gives none.</exception>
    internal async Task<HubFile> DescribeAsync(HubReference reference, string commit, string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Head, AddressOf(reference, commit, path), null, reference, cancellationToken).ConfigureAwait(false);
        var etag = HubNames.ChecksumOf(Header(response, "X-Linked-Etag") ?? Header(response, "ETag"));
        var size = long.TryParse(Header(response, "X-Linked-Size"), out var linked) ? linked : response.Content.Headers.ContentLength;
        return etag is null || size is null or < 0
            ? throw new ModelException($"{settings.Endpoint} gives no checksum or no size for {path} of {reference}: it is not fetched. Check HF_ENDPOINT.")
            : Header(response, "X-Repo-Commit") is { } other && other != commit
            ? throw new ModelException($"{settings.Endpoint} answers with commit {other} of {reference} instead of {commit}. Run it again.")
            : new HubFile(path, etag, size.Value);
    }

    /// <summary>A file's bytes from a position on; the answer is 206, or 200 with all of them.</summary>
    internal Task<HttpResponseMessage> ReadAsync(HubReference reference, string commit, string path, long from, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, AddressOf(reference, commit, path), from > 0 ? new RangeHeaderValue(from, null) : null, reference, cancellationToken);

    /// <summary>Waits before another try: as long as the server says, else longer each time.</summary>
    internal Task WaitAsync(int failures, TimeSpan? asked, CancellationToken cancellationToken) =>
        wait(asked ?? TimeSpan.FromSeconds(1 << (failures - 1)), cancellationToken);

    private Uri AddressOf(HubReference reference, string commit, string path) =>
        new(settings.Endpoint, $"{reference.Repository}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, RangeHeaderValue? range, HubReference reference, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            TimeSpan? asked = null;
            HttpResponseMessage? response = null;
            try
            {
                response = await FollowAsync(method, address, range, reference, cancellationToken).ConfigureAwait(false);
                var status = (int)response.StatusCode;
                if (response.IsSuccessStatusCode || (method == HttpMethod.Head && status is >= 300 and < 400)
                    || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return response;
                }

                asked = RetryAfter(response);
                if ((status != 429 && status < 500) || failures == Tries || asked > LongestWait)
                {
                    throw HubErrors.Explain(response, reference, settings, asked);
                }

                response.Dispose();
            }
            catch (HttpRequestException e) when (failures == Tries)
            {
                throw HubErrors.Unreachable(address, e);
            }
            catch (HttpRequestException)
            {
                // Another try.
            }
            catch
            {
                response?.Dispose();
                throw;
            }

            await WaitAsync(failures, asked, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// One answer. HEAD stops at a redirect to another host, as the checksums stand in that answer; GET follows it, without the token.
    /// </summary>
    private async Task<HttpResponseMessage> FollowAsync(
        HttpMethod method, Uri address, RangeHeaderValue? range, HubReference reference, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("catome", typeof(HubClient).Assembly.GetName().Version!.ToString(3)));
            request.Headers.Range = range;
            if (settings.Token is { } token && IsHub(address))
            {
                request.Headers.Authorization = Bearer(token);
            }

            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return response;
            }

            var next = new Uri(address, location);
            if (method == HttpMethod.Head && !IsHub(next))
            {
                return response;
            }

            response.Dispose();
            if (redirects == MostRedirects || next.Scheme is not ("http" or "https") || (address.Scheme == "https" && next.Scheme == "http"))
            {
                throw new ModelException($"{reference}: {address.Host} redirects to {next.GetLeftPart(UriPartial.Path)}, which is not " +
                    "followed. Check HF_ENDPOINT.");
            }

            address = next;
        }
    }

    private static string? NameIn(JsonElement listing) => listing.TryGetProperty("id", out var id) ? id.GetString() : null;

    private bool IsHub(Uri address) => address.GetLeftPart(UriPartial.Authority) == settings.Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>A token is sent over TLS, or not off this machine.</summary>
    private AuthenticationHeaderValue Bearer(string token) =>
        settings.Endpoint.Scheme == Uri.UriSchemeHttps || settings.Endpoint.IsLoopback
            ? token.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c > '~')
                ? throw new CaToMeException("The hub's token (HF_TOKEN, or the file token in HF_HOME) has characters that no token has. Set it again.")
                : new AuthenticationHeaderValue("Bearer", token)
            : throw new CaToMeException(
                $"HF_ENDPOINT is {settings.Endpoint}, which would send the token unencrypted. Give its https address, or unset HF_TOKEN.");

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - DateTimeOffset.UtcNow is var span && span > TimeSpan.Zero ? span : TimeSpan.Zero,
        _ => null,
    };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
