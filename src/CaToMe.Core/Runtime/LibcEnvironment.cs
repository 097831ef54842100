using System.Runtime.InteropServices;

namespace CaToMe.Runtime;

/// <summary>
/// The C library's own environment, which native libraries read and .NET's setter does not reach. The C library's setter frees the list that
/// other threads may be reading at that moment, and the process ends. Here a longer list takes its place, and the old one stays.
/// </summary>
internal static unsafe class LibcEnvironment
{
    private static readonly Lock Writing = new();

    /// <summary>Sets a variable for libraries that are loaded afterwards, on Linux. What the user has set stays.</summary>
    internal static void SetDefault(string name, string value)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out var place))
        {
            return;
        }

        lock (Writing)
        {
            if (Read(name) != 0)
            {
                return;
            }

            ref var list = ref *(nint*)place;
            var old = (nint*)list;
            var count = 0;
            while (old != null && old[count] != 0)
            {
                count++;
            }

            var longer = (nint*)NativeMemory.Alloc((nuint)count + 2, (nuint)sizeof(nint));
            new ReadOnlySpan<nint>(old, count).CopyTo(new Span<nint>(longer, count));
            longer[count] = Marshal.StringToCoTaskMemUTF8($"{name}={value}");
            longer[count + 1] = 0;
            Volatile.Write(ref list, (nint)longer);
        }
    }

    /// <summary>Where a variable's value begins; 0 where it is not set.</summary>
    [DllImport("libc", EntryPoint = "getenv")]
    internal static extern nint Read([MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}
