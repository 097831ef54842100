using System.Runtime.InteropServices;

namespace CaToMe.Tool;

/// <summary>
/// Ends the process without the destructors of libtorch's library. They take a seventh of a second to give back, piece by
/// piece, what the system takes back at once.
/// </summary>
internal static class QuickExit
{
    /// <summary>Ends the process where the system lets us; otherwise it returns, and the caller ends it in the usual way.</summary>
    /// <param name="exitCode">What the caller is told.</param>
    internal static void TryWith(int exitCode)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        if (OperatingSystem.IsLinux())
        {
            Exit(exitCode);
        }
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Exit(int exitCode);
}
