using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CaToMe.Runtime;

/// <summary>Fetches packages from a NuGet feed: a folder, a v3 index, or the address of a flat container.</summary>
/// <param name="source">A folder, or an http address.</param>
/// <param name="credential">For a feed that asks for it; sent to the source's host alone.</param>
internal sealed class PackageFeed(string source, NetworkCredential? credential) : IDisposable
{
    private const string Container = "PackageBaseAddress/3.0.0";

    private readonly HttpClient client = new(new HttpClientHandler { Credentials = CredentialFor(source, credential) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>Downloads a package, going on where an earlier try ended.</summary>
    /// <param name="package">The package.</param>
    /// <param name="file">The file to complete.</param>
    /// <param name="progress">Told how many bytes are there.</param>
    /// <param name="cancellationToken">What is there stays for the next try.</param>
    internal async Task DownloadAsync(RuntimePackage package, string file, IProgress<InstallProgress>? progress, CancellationToken cancellationToken)
    {
        if (FindInFolder(package) is { } local)
        {
            var length = new FileInfo(local).Length;
            await using var from = File.OpenRead(local);
            await using var to = File.Create(file);
            await CopyAsync(from, to, length, progress, cancellationToken).ConfigureAwait(false);
            return;
        }

        var address = new Uri(await ContainerAsync(cancellationToken).ConfigureAwait(false), package.RelativePath);
        await ResumeAsync(address, file, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The package's SHA-512 as the feed gives it, in a file beside the package; null where it gives none.</summary>
    internal async Task<string?> HashAsync(RuntimePackage package, CancellationToken cancellationToken)
    {
        if (FindInFolder(package) is { } local)
        {
            return File.Exists(local + ".sha512") ? (await File.ReadAllTextAsync(local + ".sha512", cancellationToken).ConfigureAwait(false)).Trim() : null;
        }

        var address = new Uri(await ContainerAsync(cancellationToken).ConfigureAwait(false), package.RelativePath + ".sha512");
        using var response = await client.GetAsync(address, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? (await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Trim() : null;
    }

    /// <summary>Basic authentication sends a password as it is: over TLS, or not off this machine.</summary>
    private static CredentialCache? CredentialFor(string source, NetworkCredential? credential)
    {
        if (credential is null || !RuntimeInstaller.IsAddress(source))
        {
            return null;
        }

        var address = new Uri(source);
        return address.Scheme == Uri.UriSchemeHttps || address.IsLoopback
            ? new CredentialCache { { new Uri(address.GetLeftPart(UriPartial.Authority)), "Basic", credential } }
            : throw new OptionException("Credential", credential.UserName, $"{source} would send the password unencrypted. Give the feed's https address.");
    }

    private string? FindInFolder(RuntimePackage package)
    {
        if (RuntimeInstaller.IsAddress(source))
        {
            return null;
        }

        return new[] { Path.Combine(source, package.FileName), Path.Combine(source, package.RelativePath) }.FirstOrDefault(File.Exists)
            ?? throw new CaToMeException(
                $"{source} holds neither {package.FileName} nor {package.RelativePath}. "
                + "Give the folder of a NuGet feed, or an address such as https://api.nuget.org/v3/index.json.");
    }

    private async Task<Uri> ContainerAsync(CancellationToken cancellationToken)
    {
        if (!source.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return new Uri(source.TrimEnd('/') + "/");
        }

        using var index = JsonDocument.Parse(await client.GetStringAsync(new Uri(source), cancellationToken).ConfigureAwait(false));
        var container = index.RootElement.GetProperty("resources").EnumerateArray()
            .Where(r => r.GetProperty("@type").GetString() == Container)
            .Select(r => r.GetProperty("@id").GetString())
            .FirstOrDefault();
        return container is null
            ? throw new CaToMeException($"The feed {source} does not offer {Container}: it is no NuGet v3 feed. Give another one.")
            : new Uri(container.TrimEnd('/') + "/");
    }

    private async Task ResumeAsync(Uri address, string file, IProgress<InstallProgress>? progress, CancellationToken cancellationToken)
    {
        var there = File.Exists(file) ? new FileInfo(file).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (there > 0)
        {
            request.Headers.Range = new RangeHeaderValue(there, null);
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // Nothing is left to fetch, or another file was begun: the checksum decides.
            return;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new CaToMeException(
                $"{address} answers {(int)response.StatusCode} {response.ReasonPhrase}. "
                + "Check the feed, that it has this package and version, and whether it asks for a credential.");
        }

        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == there;
        await using var to = new FileStream(file, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write);
        await using var from = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await CopyAsync(from, to, to.Length + response.Content.Headers.ContentLength, progress, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyAsync(Stream from, FileStream to, long? total, IProgress<InstallProgress>? progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[1 << 20];
        for (int count; (count = await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            progress?.Report(new InstallProgress("Downloading", to.Length, total));
        }
    }
}
