namespace CaToMe.Runtime;

/// <summary>Where libtorch may be, and what of it is loaded. All paths are absolute.</summary>
internal static class LibTorchFiles
{
    /// <summary>The folder to load libtorch from.</summary>
    /// <param name="chosen">The user's choice, from <see cref="NativeRuntime.LibTorchVariable"/>; null or empty where there is none.</param>
    /// <param name="application">The application's own folder.</param>
    /// <exception cref="NativeRuntimeException">The choice is not accepted, or there is no libtorch.</exception>
    internal static string Find(string? chosen, string application)
    {
        const string Variable = NativeRuntime.LibTorchVariable, Version = NativeRuntime.LibTorchVersion;
        var torch = NativeRuntime.FileName("torch");
        if (string.IsNullOrEmpty(chosen))
        {
            var folders = Folders(application);
            return folders.FirstOrDefault(f => File.Exists(Path.Combine(f, torch))) ?? throw new NativeRuntimeException(
                $"libtorch {Version} was not found. Looked in: {string.Join(", ", folders)}. " +
                $"Restore the NuGet package libtorch-cpu-{NativeRuntime.Platform} {Version}, or set {Variable} to a folder that holds {torch}.");
        }

        var mistake = !Path.IsPathFullyQualified(chosen) ? "an absolute path is needed"
            : !File.Exists(Path.Combine(chosen, torch)) ? $"there is no {torch} in it"
            : null;
        return mistake is null ? Path.GetFullPath(chosen) : throw new NativeRuntimeException(
            $"{Variable} is {chosen}: {mistake}. " +
            $"Name the folder that holds libtorch {Version}, such as torch/lib of a Python installation, or unset the variable.");
    }

    /// <summary>The folders to look in, in this order.</summary>
    /// <param name="application">The application's own folder.</param>
    internal static IReadOnlyList<string> Folders(string application)
    {
        var native = Path.Combine("runtimes", NativeRuntime.Platform, "native");
        string?[] folders =
        [
            application,
            Path.Combine(application, native),
            UserFolders.NuGetPackages is { } cache
                ? Path.Combine(cache, $"libtorch-cpu-{NativeRuntime.Platform}", NativeRuntime.LibTorchVersion, native)
                : null,
            NativeRuntime.InstalledFolder,
        ];
        return [.. folders.OfType<string>()];
    }

    /// <summary>
    /// The libraries of a folder in the order in which they are loaded, the one that tells the version first. On Linux torch
    /// brings torch_cuda with it, where there is one; on Windows nothing does, and without it there is no CUDA.
    /// </summary>
    /// <param name="folder">An absolute path.</param>
    /// <param name="platform">As in <see cref="NativeRuntime.Platform"/>.</param>
    internal static IReadOnlyList<string> Libraries(string folder, string platform)
    {
        string PathOf(string library) => Path.Combine(folder, Name(library, platform));
        var cuda = platform.StartsWith("win-", StringComparison.Ordinal) && File.Exists(PathOf("torch_cuda"));
        return [PathOf("torch_cpu"), .. cuda ? [PathOf("torch_cuda")] : Array.Empty<string>(), PathOf("torch")];
    }

    /// <summary>A library's file name on a platform, such as <c>libtorch.so</c>.</summary>
    internal static string Name(string library, string platform) => platform.Split('-')[0] switch
    {
        "win" => library + ".dll",
        "osx" => $"lib{library}.dylib",
        _ => $"lib{library}.so",
    };
}
