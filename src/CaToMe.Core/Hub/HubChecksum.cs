using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CaToMe.Hub;

/// <summary>Checks bytes against a blob's name: SHA-256, or SHA-1 as git counts it (over <c>blob SIZE\0</c> and the bytes).</summary>
internal static class HubChecksum
{
    /// <summary>Whether a file's bytes are those of the name.</summary>
    internal static async Task<bool> IsOfAsync(string file, string etag, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20, useAsync: false);
        using var hash = IncrementalHash.CreateHash(HubNames.IsSha256(etag) ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (!HubNames.IsSha256(etag))
        {
            hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        }

        var buffer = new byte[1 << 20];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            hash.AppendData(buffer.AsSpan(0, count));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == etag;
    }
}
