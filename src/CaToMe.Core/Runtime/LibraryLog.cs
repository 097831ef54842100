using System.Runtime.InteropServices;

namespace CaToMe.Runtime;

/// <summary>
/// What libtorch writes on standard error by itself. Its warnings are for its own developers (a processor that an optional
/// library does not know): only errors pass.
/// </summary>
internal static class LibraryLog
{
    private const int ErrorLevel = 2;

    /// <summary>Takes effect at once. What the user has set stays.</summary>
    /// <param name="library">The loaded <c>c10</c>.</param>
    internal static void ErrorsOnly(nint library)
    {
        // A C++ variable outside all namespaces: its name is plain everywhere but with Microsoft's compiler.
        var level = OperatingSystem.IsWindows() ? "?FLAGS_caffe2_log_level@@3HA" : "FLAGS_caffe2_log_level";
        if (Environment.GetEnvironmentVariable(NativeRuntime.LogLevelVariable) is null && NativeLibrary.TryGetExport(library, level, out var address))
        {
            Marshal.WriteInt32(address, ErrorLevel);
        }
    }
}
