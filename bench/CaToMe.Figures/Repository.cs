namespace CaToMe.Documents;

/// <summary>The files that figures are in.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The pages that may have blocks.</summary>
    internal static IReadOnlyList<string> Pages { get; } =
        [PathOf("README.md"), .. Directory.GetFiles(PathOf("docs"), "*.md", SearchOption.AllDirectories).Order()];

    internal static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CaToMe.sln")))
        {
            folder = folder.Parent ?? throw new CaToMeException("CaToMe.sln is above none of the program's folders: run it in a clone of the repository.");
        }

        return folder.FullName;
    }
}
