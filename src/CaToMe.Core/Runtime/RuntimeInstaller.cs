using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace CaToMe.Runtime;

/// <summary>
/// Puts libtorch where <see cref="NativeRuntime"/> finds it: downloads a NuGet package (an interrupted download goes on where
/// it ended), checks its SHA-512, and takes out the native libraries, all of them or none.
/// </summary>
/// <param name="source">A folder with packages, a v3 index (<c>https://api.nuget.org/v3/index.json</c>), or the address of a flat container.</param>
/// <param name="credential">User and password, or token, for a feed that asks for them; sent to the source's host alone. Null: none.</param>
internal sealed class RuntimeInstaller(string source, NetworkCredential? credential = null)
{
    /// <summary>Where the published packages are.</summary>
    public const string PublicFeed = "https://api.nuget.org/v3/index.json";

    private const string OldEnding = ".old";

    /// <summary>Whether a source is an address, and no folder.</summary>
    /// <param name="source">A feed.</param>
    public static bool IsAddress(string source) =>
        source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where libtorch is put unless another folder is given: <see cref="NativeRuntime.InstalledFolder"/>.</summary>
    /// <exception cref="CaToMeException">The user has no home folder.</exception>
    public static string DefaultFolder() => NativeRuntime.InstalledFolder
        ?? throw new CaToMeException("libtorch goes to the user's local data, and there is no home folder. Set HOME to an absolute path.");

    /// <summary>Installs.</summary>
    /// <param name="package">The package.</param>
    /// <param name="folder">The folder to create or replace; null is <see cref="DefaultFolder"/>.</param>
    /// <param name="hash">SHA-512 of the package, in base64 or hexadecimal; null takes the published one, without that the feed's.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops; what was downloaded stays for the next try.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="CaToMeException">
    /// The hash is none, the feed does not answer, has no such package or no checksum, the checksum differs, or there is no home folder.
    /// </exception>
    public async Task<string> InstallAsync(
        RuntimePackage package, string? folder = null, string? hash = null,
        IProgress<InstallProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (hash is not null && !IsSha512(hash))
        {
            throw new CaToMeException($"The hash {hash} is no SHA-512. Give the package's: 128 hexadecimal digits, or the 64 bytes in base64.");
        }

        var target = Path.GetFullPath(folder ?? DefaultFolder());
        var download = Path.Combine(Path.GetDirectoryName(target)!, package.FileName + ".part");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var feed = new PackageFeed(source, credential);
            var expected = hash ?? package.PublishedHash ?? await feed.HashAsync(package, cancellationToken).ConfigureAwait(false)
                ?? throw new CaToMeException($"{source} gives no checksum for {package.Id} {package.Version}. Give its SHA-512.");
            await feed.DownloadAsync(package, download, progress, cancellationToken).ConfigureAwait(false);
            await CheckAsync(download, expected, progress, cancellationToken).ConfigureAwait(false);
            TakeOut(download, package, target, progress, cancellationToken);
            File.Delete(download);
            return target;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UnauthorizedAccessException
            or InvalidDataException or JsonException or UriFormatException or KeyNotFoundException)
        {
            throw new CaToMeException(
                $"{package.Id} {package.Version} could not be installed from {source}: {e.Message.TrimEnd('.')}. "
                + "Run it again: what was downloaded is kept.", e);
        }
    }

    private static bool IsSha512(string hash)
    {
        var bytes = new byte[SHA512.HashSizeInBytes];
        return (hash.Length == 2 * bytes.Length && hash.All(char.IsAsciiHexDigit))
            || (Convert.TryFromBase64String(hash, bytes, out var length) && length == bytes.Length);
    }

    private static async Task CheckAsync(string file, string expected, IProgress<InstallProgress>? progress, CancellationToken cancellationToken)
    {
        byte[] actual;
        await using (var stream = File.OpenRead(file))
        {
            progress?.Report(new InstallProgress("Checking", 0, stream.Length));
            actual = await SHA512.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        }

        if (!string.Equals(expected, Convert.ToHexString(actual), StringComparison.OrdinalIgnoreCase) && expected != Convert.ToBase64String(actual))
        {
            File.Delete(file);
            throw new CaToMeException(
                $"The package's SHA-512 is {Convert.ToBase64String(actual)} and should be {expected}: "
                + "it is damaged, or another file. The download was deleted; run it again, or try another feed.");
        }
    }

    /// <summary>Unpacks beside the target, then moves: the target is whole or as it was.</summary>
    private static void TakeOut(string file, RuntimePackage package, string target, IProgress<InstallProgress>? progress, CancellationToken cancellationToken)
    {
        var prefix = $"runtimes/{package.Platform}/native/";
        var unpacked = $"{target}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(unpacked);
            using (var archive = ZipFile.OpenRead(file))
            {
                var libraries = archive.Entries.Where(e => e.FullName.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && e.Name.Length > 0).ToList();
                var (done, total) = (0L, libraries.Sum(e => e.Length));
                foreach (var library in libraries)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    library.ExtractToFile(PathIn(unpacked, library.FullName[prefix.Length..]), overwrite: true);
                    progress?.Report(new InstallProgress("Unpacking", done += library.Length, total));
                }
            }

            if (!File.Exists(Path.Combine(unpacked, NativeRuntime.FileName("torch"))))
            {
                throw new CaToMeException(
                    $"{package.Id} {package.Version} has no {prefix}{NativeRuntime.FileName("torch")}: "
                    + "it is no libtorch package for this platform. Give another package.");
            }

            Replace(target, unpacked);
        }
        finally
        {
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }

    /// <summary>Puts a folder in another's place, which goes when the new one is there.</summary>
    private static void Replace(string target, string unpacked)
    {
        var old = $"{target}.{Guid.NewGuid():N}{OldEnding}";
        if (Directory.Exists(target))
        {
            Directory.Move(target, old);
        }

        try
        {
            Directory.Move(unpacked, target);
        }
        catch when (Directory.Exists(old))
        {
            Directory.Move(old, target);
            throw;
        }

        foreach (var folder in Directory.GetDirectories(Path.GetDirectoryName(target)!, Path.GetFileName(target) + ".*" + OldEnding))
        {
            DeleteUnlessInUse(folder);
        }
    }

    /// <summary>Windows keeps a library that is loaded: the next installation deletes what this one could not.</summary>
    private static void DeleteUnlessInUse(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The new libtorch is in place.
        }
    }

    /// <summary>The place of an entry below a folder; an entry that leads out of it (../) is an error.</summary>
    private static string PathIn(string folder, string entry)
    {
        var path = Path.GetFullPath(Path.Combine(folder, entry));
        if (!path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new CaToMeException($"The package's entry {entry} leads out of its folder: the package is not to be trusted. Nothing was installed.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
