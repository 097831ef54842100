namespace CaToMe.Tests.Shared;

/// <summary>The repository that the tests were built in.</summary>
internal static class RepositoryFolder
{
    internal static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "CaToMe.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("CaToMe.sln is above none of the test's folders.");
        }

        return folder.FullName;
    }
}
