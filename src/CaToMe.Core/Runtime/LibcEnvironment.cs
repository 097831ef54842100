using System.Runtime.InteropServices;

namespace CaToMe.Runtime;

/// <summary>The C library's own environment, which native libraries read and .NET's setter does not reach.</summary>
internal static class LibcEnvironment
{
    /// <summary>Sets a variable for libraries that are loaded afterwards, on Linux. What the user has set stays.</summary>
    internal static void SetDefault(string name, string value)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnvironmentVariable(name, value, overwrite: 0);
        }
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironmentVariable(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
