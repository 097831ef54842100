using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CaToMe.Runtime;

/// <summary>How the C library treats freed memory, and how much this process holds.</summary>
public static class ProcessMemory
{
    private const int TrimThreshold = -1, MapThreshold = -3;

    /// <summary>
    /// Keeps freed pages in the process. A U-Net call allocates and frees the same tens of megabytes over and over; glibc
    /// would give each back to the kernel, and the next use would pay for fresh pages.
    /// </summary>
    internal static void KeepFreedPages()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallocOption(MapThreshold, 1 << 30);
            _ = MallocOption(TrimThreshold, int.MaxValue);
        }
        catch (EntryPointNotFoundException)
        {
            // A C library other than glibc (Alpine's musl): nothing to set.
        }
    }

    /// <summary>Resident size of this process.</summary>
    /// <returns>Bytes.</returns>
    public static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int MallocOption(int parameter, int value);
}
