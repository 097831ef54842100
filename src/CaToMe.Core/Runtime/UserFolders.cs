namespace CaToMe.Runtime;

/// <summary>
/// The user's own folders. What the environment gives as a relative path, or a home that there is not, is no folder: code that
/// is loaded from one is never chosen by the current folder.
/// </summary>
internal static class UserFolders
{
    /// <summary>The variable that moves NuGet's cache.</summary>
    internal const string NuGetVariable = "NUGET_PACKAGES";

    /// <summary>NuGet's cache, or null.</summary>
    internal static string? NuGetPackages => Absolute(Environment.GetEnvironmentVariable(NuGetVariable) is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(Of(Environment.SpecialFolder.UserProfile), ".nuget", "packages"));

    /// <summary>Our folder in the user's local data, or null.</summary>
    internal static string? LocalData => Absolute(Path.Combine(Of(Environment.SpecialFolder.LocalApplicationData), "CaToMe"));

    /// <summary>The user's configuration, <c>~/.config</c> unless <c>XDG_CONFIG_HOME</c> says another, or null.</summary>
    internal static string? Configuration => Absolute(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } chosen
        ? chosen
        : Path.Combine(Of(Environment.SpecialFolder.UserProfile), ".config"));

    private static string Of(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    private static string? Absolute(string path) => Path.IsPathFullyQualified(path) ? path : null;
}
