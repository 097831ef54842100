using System.Runtime.InteropServices;

namespace CaToMe.Runtime;

/// <summary>
/// Room at the end of the main heap that the kernel gives out in large pages, for all weights of a model. A tensor alone gets large pages for its
/// whole ones; the rest of it, up to 2 MB, comes in small ones, each with an interruption: a third of the time of loading.
/// Nothing of the room is used before a tensor lies there.
/// </summary>
internal sealed unsafe class HeapReserve : IDisposable
{
    /// <summary>Below it nothing is gained.</summary>
    private const long Fewest = 64 << 20;

    private const nuint Piece = 512 << 20;

    /// <summary>MADV_HUGEPAGE.</summary>
    private const int LargePages = 14;

    private const nint LargePage = 2 << 20;

    private readonly void* end; // keeps what lies before it from being given back; nothing is written there

    private HeapReserve(void* end)
    {
        this.end = end;
    }

    /// <summary>Makes room, on the engine's thread, which takes its memory from there.</summary>
    /// <param name="bytes">How much.</param>
    /// <returns>To be disposed of when the room is taken; null where there is nothing to gain, or no room.</returns>
    internal static HeapReserve? Make(long bytes)
    {
        var most = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (!OperatingSystem.IsLinux() || bytes < Fewest || bytes > most)
        {
            return null;
        }

        var pieces = new List<nint>();
        try
        {
            var start = (ProcessMemory.EndOfMainHeap(0) + LargePage - 1) & -LargePage;
            for (var left = bytes; left > 0; left -= (long)Piece)
            {
                pieces.Add((nint)NativeMemory.Alloc(Piece));
            }

            var reserve = new HeapReserve(NativeMemory.Alloc(Piece)); // too large for a gap further down
            var length = ProcessMemory.EndOfMainHeap(0) - start;
            if (length > bytes) // otherwise this thread's memory comes from elsewhere
            {
                _ = Advise(start, (nuint)length, LargePages); // where that is refused, pages are small
            }

            return reserve;
        }
        catch (Exception e) when (e is OutOfMemoryException or EntryPointNotFoundException)
        {
            return null; // a limit on what may be reserved, or another C library
        }
        finally
        {
            pieces.ForEach(piece => NativeMemory.Free((void*)piece));
        }
    }

    public void Dispose() => NativeMemory.Free(end);

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int Advise(nint start, nuint length, int advice);
}
