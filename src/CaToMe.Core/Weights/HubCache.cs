namespace CaToMe.Weights;

/// <summary>
/// A model's folder in the cache of the Hugging Face hub: <c>models--OWNER--NAME</c> with the folders <c>refs</c>,
/// <c>snapshots</c> and <c>blobs</c>.
/// </summary>
internal static class HubCache
{
    private const string Prefix = "models--", Snapshots = "snapshots";

    /// <summary>The snapshot that is in use, where the folder is a model's in the cache; any other folder is itself.</summary>
    /// <exception cref="ModelException">It is not told which snapshot is in use, or it is not there.</exception>
    internal static string SnapshotOf(string folder)
    {
        if (OwnName(folder) is null || Directory.Exists(Path.Combine(folder, "unet")))
        {
            return folder;
        }

        var place = Path.Combine(folder, Snapshots);
        string[] snapshots = Directory.Exists(place)
            ? [.. Directory.GetDirectories(place).Select(s => Path.GetFileName(s)).Order(StringComparer.Ordinal)]
            : [];
        var main = Path.Combine(folder, "refs", "main");
        return snapshots.Length == 0 ? throw new ModelException($"{place} holds no snapshot of the model. Download it again.")
            : File.Exists(main) ? Path.Combine(place, Named(main, snapshots))
            : snapshots is [var only] ? Path.Combine(place, only)
            : throw new ModelException(
                $"{folder} has several snapshots and no refs/main that names one. Give the folder of one of them: {List(place, snapshots)}.");
    }

    /// <summary>What the hub calls the model (<c>OWNER/NAME</c>), where a folder is a model's in the cache, or one of its snapshots; else null.</summary>
    internal static string? NameOf(string folder)
    {
        var parent = Path.GetDirectoryName(Full(folder));
        return OwnName(folder)
            ?? (parent is not null && Path.GetFileName(parent) == Snapshots && Path.GetDirectoryName(parent) is { } cache
                ? OwnName(cache)
                : null);
    }

    private static string? OwnName(string folder) =>
        Path.GetFileName(Full(folder)) is var name && name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length
            ? name[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal)
            : null;

    private static string Full(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>The snapshot that a file names; it can only be one that is there, so that the name leads nowhere else.</summary>
    private static string Named(string file, string[] snapshots)
    {
        try
        {
            var name = File.ReadAllText(file).Trim();
            return snapshots.Contains(name, StringComparer.Ordinal) ? name : throw new ModelException(
                $"{file} names the snapshot {name}, which is not there. Download the model again, or give the folder of another snapshot: " +
                $"{List(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(file))!, Snapshots), snapshots)}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{file} cannot be read: {e.Message}", e);
        }
    }

    private static string List(string place, string[] snapshots) => string.Join(", ", snapshots.Select(s => Path.Combine(place, s)));
}
