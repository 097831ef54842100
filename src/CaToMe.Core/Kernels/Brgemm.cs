using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// Small products of bfloat16 by oneDNN's kernel for them (brgemm), which libtorch carries and its own attention is made of. .NET has
/// no instructions for bfloat16. libtorch has no C interface for it, so that it is called by its name in C++; where that is
/// not there, as on Windows, our kernels compute in float32.
/// </summary>
internal static unsafe class Brgemm
{
    private const string Library = "torch_cpu";

    /// <summary>at::native::cpublas::brgemm of bfloat16.</summary>
    private const string Name = "_ZN2at6native7cpublas6brgemmEllllllbPKN3c108BFloat16ES5_Pfb";

    private static readonly Lazy<bool> isThere = new(
        () => NativeLibrary.TryLoad(Library, typeof(Brgemm).Assembly, searchPath: null, out var library) && NativeLibrary.TryGetExport(library, Name, out _));

    /// <summary>Whether it can be used here: for sums of an even number of products.</summary>
    internal static bool Takes(long depth) => depth % 2 == 0 && Vector512.IsHardwareAccelerated && OneDnn.Takes(ScalarType.BFloat16) && isThere.Value;

    /// <summary>c = a b, or c + a b.</summary>
    /// <param name="a">[rows, depth], rows <paramref name="aStride"/> apart.</param>
    /// <param name="aStride">Numbers from one row to the next.</param>
    /// <param name="b">[depth / 2, columns, 2]: pairs of rows.</param>
    /// <param name="c">[rows, columns], rows <paramref name="cStride"/> apart.</param>
    /// <param name="cStride">Numbers from one row to the next.</param>
    /// <param name="rows">Of a.</param>
    /// <param name="columns">Of b.</param>
    /// <param name="depth">Length of the sums: even.</param>
    /// <param name="adds">Whether it is added to what is there.</param>
    internal static void Multiply(BFloat16* a, nint aStride, BFloat16* b, float* c, nint cStride, int rows, int columns, int depth, bool adds) =>
        Call(rows, columns, depth, aStride, columns, cStride, adds ? (byte)1 : (byte)0, a, b, c, isPaired: 1);

    [DllImport(Library, EntryPoint = Name)]
    private static extern void Call(
        long rows, long columns, long depth, long aStride, long bStride, long cStride, byte adds, BFloat16* a, BFloat16* b, float* c, byte isPaired);
}
