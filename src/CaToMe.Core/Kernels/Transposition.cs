using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CaToMe.Kernels;

/// <summary>Rows of 16 numbers to columns, in registers.</summary>
internal static unsafe class Transposition
{
    /// <summary>Whether the processor has the instructions.</summary>
    internal static bool IsFast => Avx512F.IsSupported;

    /// <summary>Writes a block of 16 rows of 16 numbers as columns.</summary>
    /// <param name="from">The block's first number.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <param name="to">The result's first number.</param>
    /// <param name="toStride">Numbers from one row of the result to the next.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Of16By16<T>(T* from, nint stride, T* to, nint toStride)
        where T : unmanaged
    {
        // Four rows at a time: within each quarter of the vectors, 4 x 4 numbers.
        Quarters(from, stride, out var a0, out var a1, out var a2, out var a3);
        Quarters(from + (4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        Quarters(from + (8 * stride), stride, out var c0, out var c1, out var c2, out var c3);
        Quarters(from + (12 * stride), stride, out var d0, out var d1, out var d2, out var d3);

        // Then the quarters: a vector of each four rows gives one quarter to each of four columns.
        Columns(a0, b0, c0, d0, to, 4 * toStride);
        Columns(a1, b1, c1, d1, to + toStride, 4 * toStride);
        Columns(a2, b2, c2, d2, to + (2 * toStride), 4 * toStride);
        Columns(a3, b3, c3, d3, to + (3 * toStride), 4 * toStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters<T>(
        T* from, nint stride, out Vector512<float> first, out Vector512<float> second, out Vector512<float> third, out Vector512<float> fourth)
        where T : unmanaged
    {
        Vector512<float> row0 = Lanes.Load(from), row1 = Lanes.Load(from + stride);
        Vector512<float> row2 = Lanes.Load(from + (2 * stride)), row3 = Lanes.Load(from + (3 * stride));
        Vector512<double> low01 = Avx512F.UnpackLow(row0, row1).AsDouble(), high01 = Avx512F.UnpackHigh(row0, row1).AsDouble();
        Vector512<double> low23 = Avx512F.UnpackLow(row2, row3).AsDouble(), high23 = Avx512F.UnpackHigh(row2, row3).AsDouble();
        first = Avx512F.UnpackLow(low01, low23).AsSingle();
        second = Avx512F.UnpackHigh(low01, low23).AsSingle();
        third = Avx512F.UnpackLow(high01, high23).AsSingle();
        fourth = Avx512F.UnpackHigh(high01, high23).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns<T>(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, T* to, nint apart)
        where T : unmanaged
    {
        const byte Even = 0b10_00_10_00, Odd = 0b11_01_11_01; // quarters 0 and 2, or 1 and 3, of both
        Vector512<float> evenAb = Avx512F.Shuffle4x128(a, b, Even), evenCd = Avx512F.Shuffle4x128(c, d, Even);
        Vector512<float> oddAb = Avx512F.Shuffle4x128(a, b, Odd), oddCd = Avx512F.Shuffle4x128(c, d, Odd);
        Lanes.Store(Avx512F.Shuffle4x128(evenAb, evenCd, Even), to);
        Lanes.Store(Avx512F.Shuffle4x128(oddAb, oddCd, Even), to + apart);
        Lanes.Store(Avx512F.Shuffle4x128(evenAb, evenCd, Odd), to + (2 * apart));
        Lanes.Store(Avx512F.Shuffle4x128(oddAb, oddCd, Odd), to + (3 * apart));
    }
}
