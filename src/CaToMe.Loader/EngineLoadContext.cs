using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace CaToMe.Loader;

/// <summary>
/// Holds the engine and everything it depends on. The cmdlets are in PowerShell's own context and ask for one assembly,
/// the engine; TorchSharp, SkiaSharp and the rest are asked for by the engine alone, and are found here. Nothing that
/// another module loaded is used, and nothing of ours is offered to another module.
/// </summary>
/// <param name="folder">The folder of the module's assemblies.</param>
internal sealed class EngineLoadContext(string folder) : AssemblyLoadContext("CaToMe")
{
    private const string Engine = "CaToMe.Core";

    /// <summary>One per process, for any number of runspaces: a model that is passed along keeps its type.</summary>
    private static readonly EngineLoadContext Instance = new(Path.GetDirectoryName(typeof(EngineLoadContext).Assembly.Location)!);

    static EngineLoadContext() => Default.Resolving += (_, name) => name.Name == Engine ? Instance.LoadFromAssemblyName(name) : null;

    /// <summary>Begins to answer for the engine; a second call changes nothing.</summary>
    internal static void Attach() => _ = Instance;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        // TorchSharp's own library is loaded by the engine, which may have to repair it first.
        var path = Path.Combine(folder, "runtimes", Platform, "native", FileName(unmanagedDllName));
        return unmanagedDllName != "LibTorchSharp" && File.Exists(path) ? NativeLibrary.Load(path) : 0;
    }

    /// <summary>The folder of this platform's libraries, as the module's build lays them out: the system and the processor.</summary>
    private static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win-" : OperatingSystem.IsMacOS() ? "osx-" : "linux-")
        + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static string FileName(string library) =>
        OperatingSystem.IsWindows() ? Path.ChangeExtension(library, ".dll") : OperatingSystem.IsMacOS() ? library + ".dylib" : library + ".so";
}
