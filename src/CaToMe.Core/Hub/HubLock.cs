namespace CaToMe.Hub;

/// <summary>
/// A lock that other programs respect: on Unix .NET takes <c>flock</c> on a file that it opens for itself alone, and so does Python's filelock;
/// on Windows the file cannot be opened twice.
/// </summary>
internal static class HubLock
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits for the lock.</summary>
    /// <param name="path">The file; it stays when the lock is given back.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Gives it back when it is disposed of.</returns>
    internal static async Task<IDisposable> TakeAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (File.Exists(path) && e is not (FileNotFoundException or DirectoryNotFoundException))
            {
                await Task.Delay(Between, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
