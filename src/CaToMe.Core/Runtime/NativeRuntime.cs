using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TorchSharp;

namespace CaToMe.Runtime;

/// <summary>
/// Finds libtorch and loads it, once per process, before anything else touches TorchSharp. The order: the folder in
/// <c>CATOME_LIBTORCH</c>, the application's own folder, the user's NuGet cache, the folder that <see cref="RuntimeInstaller"/>
/// fills.
/// </summary>
internal static class NativeRuntime
{
    /// <summary>The libtorch version that TorchSharp's native wrapper is built for.</summary>
    public const string LibTorchVersion = "2.10.0";

    /// <summary>The environment variable that names a folder with another libtorch.</summary>
    public const string LibTorchVariable = "CATOME_LIBTORCH";

    /// <summary>
    /// libtorch's own environment variable for what it logs on standard error. Where it is not set, only errors are shown;
    /// where it is, to whatever level, warnings too.
    /// </summary>
    public const string LogLevelVariable = "TORCH_CPP_LOG_LEVEL";

    private static readonly Lock Loading = new();

    /// <summary>The process's libtorch; null until it is loaded. A failure is not kept: libtorch may be installed after it.</summary>
    private static string? loadedFrom;

    /// <summary>The folder that libtorch was loaded from.</summary>
    /// <returns>The absolute path of the folder.</returns>
    /// <exception cref="NativeRuntimeException">libtorch is not there, or is of another version.</exception>
    public static string Load()
    {
        lock (Loading)
        {
            return loadedFrom ??= LoadOnce();
        }
    }

    /// <summary>Platform identifier of this process as NuGet spells it, such as <c>linux-x64</c>.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "-arm64" : "-x64");

    /// <summary>Where an installed libtorch is, in the user's local data; null where the user has no home folder.</summary>
    public static string? InstalledFolder => UserFolders.LocalData is { } data ? Path.Combine(data, "libtorch", LibTorchVersion, Platform) : null;

    /// <summary>A library's file name on this system, such as <c>libtorch.so</c>.</summary>
    internal static string FileName(string library) => LibTorchFiles.Name(library, Platform);

    private static string ApplicationFolder => Path.GetDirectoryName(typeof(NativeRuntime).Assembly.Location) is { Length: > 0 } folder
        ? folder
        : AppContext.BaseDirectory;

    private static string LoadOnce()
    {
        var folder = LibTorchFiles.Find(Environment.GetEnvironmentVariable(LibTorchVariable), ApplicationFolder);
        ProcessMemory.KeepFreedPages();
        ThreadWaiting.SpinBriefly();
        var libraries = LibTorchFiles.Libraries(folder, Platform);
        CheckVersion(Bind(libraries[0], folder), folder);
        foreach (var library in libraries.Skip(1).Append(LoadableWrapper()))
        {
            Bind(library, folder);
        }

        LibraryLog.ErrorsOnly(Bind(Path.Combine(folder, FileName("c10")), folder));

        torch.InitializeDeviceType(DeviceType.CPU);
        torch.set_grad_enabled(false);
        return folder;
    }

    /// <summary>TorchSharp's wrapper; where the one beside us cannot be loaded as it is, a repaired copy in the user's cache.</summary>
    private static string LoadableWrapper()
    {
        var name = FileName("LibTorchSharp");
        var wrapper = new[] { ApplicationFolder, Path.Combine(ApplicationFolder, "runtimes", Platform, "native") }
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists)
            ?? throw new NativeRuntimeException($"{name} is missing from {ApplicationFolder}. Install CaToMe again: the installation is incomplete.");

        if (!OperatingSystem.IsLinux() || SymbolVersionRepair.Repair(File.ReadAllBytes(wrapper)) is not { } repaired)
        {
            return wrapper;
        }

        var hash = Convert.ToHexString(SHA256.HashData(repaired))[..16];
        var data = UserFolders.LocalData ?? throw new NativeRuntimeException(
            $"{wrapper} does not load on this system, and there is no home folder to keep a repaired copy in. Set HOME to an absolute path.");
        var copy = Path.Combine(data, "native", hash, name);
        if (!File.Exists(copy))
        {
            Keep(copy, repaired);
        }

        return copy;
    }

    private static void Keep(string path, byte[] library)
    {
        try
        {
            WholeFile.Write(path, stream => stream.Write(library));
        }
        catch (CaToMeException e)
        {
            throw new NativeRuntimeException(e.Message, e);
        }
    }

    /// <summary>
    /// Loads a library by its absolute path. On Linux every symbol is bound at once: a libtorch of another version is
    /// found out here, as a missing symbol, and not in the middle of a picture.
    /// </summary>
    private static nint Bind(string path, string libTorchFolder)
    {
        try
        {
            if (OperatingSystem.IsLinux() && DynamicLinker.Open(path, DynamicLinker.BindNow) == 0)
            {
                throw new DllNotFoundException(DynamicLinker.LastError());
            }

            return NativeLibrary.Load(path, Assembly.GetExecutingAssembly(), DllImportSearchPath.UseDllDirectoryForDependencies);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or Win32Exception)
        {
            throw new NativeRuntimeException(
                $"{Path.GetFileName(path)} does not load with the libtorch in {libTorchFolder}: {e.Message}. " +
                $"CaToMe needs libtorch {LibTorchVersion} for {Platform}: unset {LibTorchVariable}, or point it to that version.", e);
        }
    }

    /// <summary>libtorch says its version as bytes, highest first: 02 0a 00 for 2.10.0. Versions before 2.9 do not say it.</summary>
    private static unsafe void CheckVersion(nint library, string folder)
    {
        if (NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var export))
        {
            var version = ((delegate* unmanaged<ulong>)export)();
            var found = $"{version >> 56}.{(version >> 48) & 0xff}.{(version >> 40) & 0xff}";
            if (found == LibTorchVersion)
            {
                return;
            }

            throw new NativeRuntimeException(
                $"The libtorch in {folder} is version {found}, and CaToMe needs {LibTorchVersion}: point {LibTorchVariable} to that version, or unset it.");
        }

        throw new NativeRuntimeException(
            $"The libtorch in {folder} is older than 2.9, and CaToMe needs {LibTorchVersion}: point {LibTorchVariable} to that version, or unset it.");
    }

    private static class DynamicLinker
    {
        internal const int BindNow = 2;

        [DllImport("libc", EntryPoint = "dlopen")]
        internal static extern nint Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "dlerror")]
        private static extern nint Error();

        internal static string LastError() => Marshal.PtrToStringUTF8(Error()) ?? "unknown error of the dynamic linker";
    }
}
