using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CaToMe.Module.Tests;

/// <summary>Where the module, its documentation and a small model are.</summary>
internal static class Repository
{
    internal static string Root => RepositoryFolder.Path;

    internal static string Module { get; } = Path.Combine(Root, "out", "module", "CaToMe");

    internal static string Docs { get; } = Path.Combine(Root, "docs", "en-US");

    /// <summary>A model of random weights that draws 64 x 64 pixels in no time; without the parity data the embedded one.</summary>
    internal static string SmallModel { get; } = new[]
    {
        Path.Combine(Environment.GetEnvironmentVariable("CATOME_GOLDEN") ?? "", "models", "tiny-sd15"),
        Path.Combine(Root, "..", "shared", "golden", "models", "tiny-sd15"),
        Path.Combine(Root, "tests", "data", "models", "tiny-sd15"),
        Path.Combine(Root, "models", "emoji"),
    }.First(Directory.Exists);

    /// <summary>Puts the small model, as links, into a folder: for tests that want it under a path of their own.</summary>
    internal static void LinkSmallModel(string folder)
    {
        foreach (var file in Directory.GetFiles(SmallModel, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(SmallModel, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.CreateSymbolicLink(copy, file);
        }
    }

    /// <summary>The module may find libtorch by its variable alone: what it needs beside that has to be in its own folder.</summary>
    [ModuleInitializer]
    internal static void PutNuGetCacheOutOfReach()
    {
        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var platform = RuntimeInformation.RuntimeIdentifier;
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CATOME_LIBTORCH")))
        {
            Environment.SetEnvironmentVariable("CATOME_LIBTORCH", Path.Combine(cache, $"libtorch-cpu-{platform}", "2.10.0", "runtimes", platform, "native"));
        }

        Environment.SetEnvironmentVariable("NUGET_PACKAGES", Path.Combine(AppContext.BaseDirectory, "no-packages"));
    }
}
