using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CaToMe.Runtime;

namespace CaToMe.Weights;

/// <summary>
/// The SHA-256 of a model's files, one after another. That of large ones is kept in the user's local data, under what tells
/// whether a file is still the same: its path, size and time of change.
/// </summary>
internal static class ModelHash
{
    /// <summary>Bytes from which reading them again costs a user more than a glance at the cache.</summary>
    private const long Large = 64 << 20;

    private const int ShortDigits = 10;

    /// <summary>The first ten digits, as web UIs show them, computed or kept in the user's local data.</summary>
    /// <inheritdoc cref="Of"/>
    internal static string Short(IReadOnlyList<string> paths) =>
        Of(paths, UserFolders.LocalData is { } data ? Path.Combine(data, "hashes") : null)[..ShortDigits];

    /// <summary>Computes the hash, or takes the kept one.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="cache">The folder of kept hashes; null: none is kept.</param>
    /// <returns>64 hexadecimal digits.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    internal static string Of(IReadOnlyList<string> paths, string? cache)
    {
        var files = paths.Select(path => new FileInfo(path)).ToList();
        if (cache is null || files.Sum(file => file.Length) < Large)
        {
            return Compute(paths);
        }

        var kept = Path.Combine(cache, Digest(string.Join('\n', files.Select(Identity))));
        if (Kept(kept) is { } known)
        {
            return known;
        }

        var hash = Compute(paths);
        try
        {
            WholeFile.Write(kept, stream => stream.Write(Encoding.ASCII.GetBytes(hash)));
        }
        catch (CaToMeException)
        {
            // A full or read-only home folder: it is computed again next time.
        }

        return hash;
    }

    private static string Identity(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\t{file.Length}\t{file.LastWriteTimeUtc.Ticks}");

    private static string? Kept(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: 2 * SHA256.HashSizeInBytes } hash && hash.All(char.IsAsciiHexDigitLower) ? hash : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Compute(IReadOnlyList<string> paths)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        foreach (var path in paths)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                sha.AppendData(buffer, 0, read);
            }
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
