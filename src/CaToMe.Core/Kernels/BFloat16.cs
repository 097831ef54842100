using System.Runtime.InteropServices;

namespace CaToMe.Kernels;

/// <summary>A number of bfloat16 in memory: the upper half of a float32. <see cref="Lanes"/> reads and writes them.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct BFloat16
{
    private readonly ushort upperHalf;
}
