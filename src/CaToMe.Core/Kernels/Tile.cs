using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaToMe.Kernels;

/// <summary>
/// The innermost product: 8 rows by 48 columns, held in 24 of the 32 registers that processors with 512-bit vectors have.
/// Matrix products and attention are made of it.
/// </summary>
internal static unsafe class Tile
{
    internal const int Rows = 8;
    internal const int Columns = 48;

    /// <summary>c = begin + a b, for a whole tile or a part of one.</summary>
    /// <param name="a">[rows, depth], rows <paramref name="aStride"/> apart.</param>
    /// <param name="aStride">Floats from one row to the next.</param>
    /// <param name="b">A panel, [depth, columns].</param>
    /// <param name="depth">Length of the sums.</param>
    /// <param name="begin">What is added, [rows, columns].</param>
    /// <param name="beginStride">Floats from one row of it to the next; 0: the same row for all.</param>
    /// <param name="c">The result, [rows, columns]; may be <paramref name="begin"/>.</param>
    /// <param name="cStride">Floats from one row of it to the next.</param>
    /// <param name="rows">1 to 8.</param>
    /// <param name="columns">1 to 48; of the panel they are read up to a multiple of 16.</param>
    /// <param name="bStride">Floats from one row of the panel to the next.</param>
    [SkipLocalsInit] // the scratch is cleared below
    internal static void Multiply(
        float* a, nint aStride, float* b, nint depth, float* begin, nint beginStride, float* c, nint cStride, int rows = Rows, int columns = Columns,
        nint bStride = Columns)
    {
        if (rows == Rows && columns % Lanes.Count == 0)
        {
            Vectors(a, aStride, Rows, b, bStride, depth, begin, beginStride, c, cStride, columns);
            return;
        }

        var scratch = stackalloc float[Rows * Columns];
        new Span<float>(scratch, Rows * Columns).Clear();
        for (var row = 0; row < rows; row++)
        {
            new Span<float>(begin + (row * beginStride), columns).CopyTo(new Span<float>(scratch + (row * Columns), columns));
        }

        Vectors(a, aStride, rows, b, bStride, depth, scratch, Columns, scratch, Columns, columns);
        for (var row = 0; row < rows; row++)
        {
            new Span<float>(scratch + (row * Columns), columns).CopyTo(new Span<float>(c + (row * cStride), columns));
        }
    }

    /// <summary>Whole vectors of columns.</summary>
    private static void Vectors(
        float* a, nint aStride, int rows, float* b, nint bStride, nint depth, float* begin, nint beginStride, float* c, nint cStride, int columns)
    {
        if (columns > Columns - Lanes.Count)
        {
            Whole(a, aStride, rows, b, bStride, depth, begin, beginStride, c, cStride);
            return;
        }

        for (var column = 0; column < columns; column += Lanes.Count)
        {
            Narrow(a, aStride, rows, b + column, bStride, depth, begin + column, beginStride, c + column, cStride);
        }
    }

    /// <summary>The first vector of columns alone: what a matrix has beyond its last whole panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(float* a, nint aStride, int rows, float* b, nint bStride, nint depth, float* begin, nint beginStride, float* c, nint cStride)
    {
        var last = rows - 1;
        float* a0 = a, a1 = a + (Math.Min(1, last) * aStride), a2 = a + (Math.Min(2, last) * aStride), a3 = a + (Math.Min(3, last) * aStride);
        float* a4 = a + (Math.Min(4, last) * aStride), a5 = a + (Math.Min(5, last) * aStride), a6 = a + (Math.Min(6, last) * aStride);
        float* a7 = a + (Math.Min(7, last) * aStride);
        var (c0, c1) = (Vector512.Load(begin), Vector512.Load(begin + beginStride));
        var (c2, c3) = (Vector512.Load(begin + (2 * beginStride)), Vector512.Load(begin + (3 * beginStride)));
        var (c4, c5) = (Vector512.Load(begin + (4 * beginStride)), Vector512.Load(begin + (5 * beginStride)));
        var (c6, c7) = (Vector512.Load(begin + (6 * beginStride)), Vector512.Load(begin + (7 * beginStride)));
        for (nint k = 0; k < depth; k++)
        {
            var row = Vector512.Load(b);
            b += bStride;
            c0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[k]), row, c0);
            c1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[k]), row, c1);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[k]), row, c2);
            c3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[k]), row, c3);
            c4 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[k]), row, c4);
            c5 = Vector512.FusedMultiplyAdd(Vector512.Create(a5[k]), row, c5);
            c6 = Vector512.FusedMultiplyAdd(Vector512.Create(a6[k]), row, c6);
            c7 = Vector512.FusedMultiplyAdd(Vector512.Create(a7[k]), row, c7);
        }

        c0.Store(c);
        c1.Store(c + cStride);
        c2.Store(c + (2 * cStride));
        c3.Store(c + (3 * cStride));
        c4.Store(c + (4 * cStride));
        c5.Store(c + (5 * cStride));
        c6.Store(c + (6 * cStride));
        c7.Store(c + (7 * cStride));
    }

    /// <summary>All of a tile; rows of a that are not there are the last one again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Whole(float* a, nint aStride, int rows, float* b, nint bStride, nint depth, float* begin, nint beginStride, float* c, nint cStride)
    {
        var last = rows - 1;
        float* a0 = a, a1 = a + (Math.Min(1, last) * aStride), a2 = a + (Math.Min(2, last) * aStride), a3 = a + (Math.Min(3, last) * aStride);
        float* a4 = a + (Math.Min(4, last) * aStride), a5 = a + (Math.Min(5, last) * aStride), a6 = a + (Math.Min(6, last) * aStride);
        float* a7 = a + (Math.Min(7, last) * aStride);
        var (c00, c01, c02) = Load(begin);
        var (c10, c11, c12) = Load(begin + beginStride);
        var (c20, c21, c22) = Load(begin + (2 * beginStride));
        var (c30, c31, c32) = Load(begin + (3 * beginStride));
        var (c40, c41, c42) = Load(begin + (4 * beginStride));
        var (c50, c51, c52) = Load(begin + (5 * beginStride));
        var (c60, c61, c62) = Load(begin + (6 * beginStride));
        var (c70, c71, c72) = Load(begin + (7 * beginStride));
        for (nint k = 0; k < depth; k++)
        {
            var (b0, b1, b2) = Load(b);
            b += bStride;
            var x = Vector512.Create(a0[k]);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(x, b2, c02);
            x = Vector512.Create(a1[k]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(x, b2, c12);
            x = Vector512.Create(a2[k]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(x, b2, c22);
            x = Vector512.Create(a3[k]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(x, b2, c32);
            x = Vector512.Create(a4[k]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            c42 = Vector512.FusedMultiplyAdd(x, b2, c42);
            x = Vector512.Create(a5[k]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
            c52 = Vector512.FusedMultiplyAdd(x, b2, c52);
            x = Vector512.Create(a6[k]);
            c60 = Vector512.FusedMultiplyAdd(x, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(x, b1, c61);
            c62 = Vector512.FusedMultiplyAdd(x, b2, c62);
            x = Vector512.Create(a7[k]);
            c70 = Vector512.FusedMultiplyAdd(x, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(x, b1, c71);
            c72 = Vector512.FusedMultiplyAdd(x, b2, c72);
        }

        Store(c, c00, c01, c02);
        Store(c + cStride, c10, c11, c12);
        Store(c + (2 * cStride), c20, c21, c22);
        Store(c + (3 * cStride), c30, c31, c32);
        Store(c + (4 * cStride), c40, c41, c42);
        Store(c + (5 * cStride), c50, c51, c52);
        Store(c + (6 * cStride), c60, c61, c62);
        Store(c + (7 * cStride), c70, c71, c72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float>, Vector512<float>, Vector512<float>) Load(float* row) =>
        (Vector512.Load(row), Vector512.Load(row + 16), Vector512.Load(row + 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* row, Vector512<float> first, Vector512<float> second, Vector512<float> third)
    {
        first.Store(row);
        second.Store(row + 16);
        third.Store(row + 32);
    }
}
