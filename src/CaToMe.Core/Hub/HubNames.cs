using System.Text.RegularExpressions;

namespace CaToMe.Hub;

/// <summary>Names that a server gives and that become names of files: what could lead out of the cache is refused.</summary>
internal static partial class HubNames
{
    /// <summary>Whether a file's path stays in its folder on every system.</summary>
    internal static bool IsSafePath(string path) => path.Length is > 0 and <= 500 && path.Split('/').All(IsSafeSegment);

    /// <summary>Whether it is a commit.</summary>
    internal static bool IsCommit(string text) => Commit().IsMatch(text);

    /// <summary>Whether it is the SHA-256 of a file.</summary>
    internal static bool IsSha256(string text) => Sha256().IsMatch(text);

    /// <summary>An ETag without its quotes.</summary>
    /// <returns>Null where it is no checksum.</returns>
    internal static string? ChecksumOf(string? etag)
    {
        var text = etag?.Trim() ?? "";
        text = (text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text).Trim('"');
        return IsSha256(text) || IsCommit(text) ? text : null;
    }

    private static bool IsSafeSegment(string segment) =>
        segment.Length > 0 && segment.Trim(' ', '.').Length > 0 && !segment.EndsWith('.') && !segment.EndsWith(' ')
        && !segment.Any(c => c is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(c));

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex Commit();

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256();
}
