using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CaToMe.Runtime;

/// <summary>How the C library treats freed memory, and how much this process holds.</summary>
internal static class ProcessMemory
{
    private const int TrimThreshold = -1, MapThreshold = -3, MostArenas = -8;

    /// <summary>libtorch's own environment variable: large tensors on large pages, whose use costs a hundredth of the page faults.</summary>
    private const string LargePages = "THP_MEM_ALLOC_ENABLE";

    /// <summary>
    /// Keeps freed pages in the process. A U-Net call allocates and frees the same tens of megabytes over and over; glibc
    /// would give each back to the kernel, and the next use would pay for fresh pages. What is kept is the main arena's: see
    /// <see cref="MainHeapThread"/>.
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
            _ = MallocOption(MostArenas, 1);
            LibcEnvironment.SetDefault(LargePages, "1");
        }
        catch (EntryPointNotFoundException)
        {
            // A C library other than glibc (Alpine's musl): nothing to set.
        }
    }

    /// <summary>
    /// Whether this thread allocates from the heap that keeps what is freed; true where the C library has no such difference.
    /// </summary>
    internal static unsafe bool IsOnMainHeap()
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        var memory = (nint)NativeMemory.Alloc(64);
        NativeMemory.Free((void*)memory);
        return memory < EndOfMainHeap(0); // the other arenas lie far above it
    }

    /// <summary>Memory that this process can still take without driving others out, within the limit of its container.</summary>
    /// <returns>Bytes.</returns>
    internal static long FreeBytes()
    {
        GiveBackFreedPages();
        var machine = GC.GetGCMemoryInfo();
        var free = OperatingSystem.IsLinux() ? LinuxAvailableBytes() : machine.TotalAvailableMemoryBytes - machine.MemoryLoadBytes;
        return Math.Max(0, Math.Min(free, machine.TotalAvailableMemoryBytes - ResidentBytes()));
    }

    /// <summary>Resident size of this process.</summary>
    /// <returns>Bytes.</returns>
    internal static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    /// <summary>The largest resident size of this process so far, or since <see cref="ForgetPeak"/>.</summary>
    /// <returns>Bytes.</returns>
    internal static long PeakBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    /// <summary>From here on, the peak is measured anew; on Linux only.</summary>
    internal static void ForgetPeak()
    {
        if (OperatingSystem.IsLinux())
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
    }

    /// <summary>Freed pages that were kept count as free again.</summary>
    internal static void GiveBackFreedPages()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // As above: a C library that keeps none.
        }
    }

    /// <summary>The kernel's own estimate.</summary>
    private static long LinuxAvailableBytes()
    {
        const string Name = "MemAvailable:", Unit = "kB";
        var line = File.ReadLines("/proc/meminfo").First(l => l.StartsWith(Name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Name.Length..^Unit.Length].Trim(), CultureInfo.InvariantCulture);
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int MallocTrim(nuint keep);

    /// <summary>Where the main heap ends, once it has grown.</summary>
    [DllImport("libc", EntryPoint = "sbrk")]
    internal static extern nint EndOfMainHeap(nint grow);

    [DllImport("libc", EntryPoint = "mallopt")]
    private static extern int MallocOption(int parameter, int value);
}
