namespace CaToMe.Runtime;

/// <summary>How far an installation is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Bytes done.</param>
/// <param name="Total">Bytes in all; null where the feed does not say.</param>
internal readonly record struct InstallProgress(string Phase, long Done, long? Total);
