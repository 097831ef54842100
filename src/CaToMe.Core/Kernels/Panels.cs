namespace CaToMe.Kernels;

/// <summary>
/// Matrices as panels of 48 columns, [depth, 48] each and one after the other: what a <see cref="Tile"/> reads. The last one has 16, 32
/// or 48; columns that are not there are zero.
/// </summary>
internal static unsafe class Panels
{
    /// <summary>Number of panels that so many columns need.</summary>
    internal static long Count(long columns) => (columns + Tile.Columns - 1) / Tile.Columns;

    /// <summary>Columns of all panels together.</summary>
    internal static long Padded(long columns) => (columns + Lanes.Count - 1) / Lanes.Count * Lanes.Count;

    /// <summary>Columns of a panel.</summary>
    /// <param name="columns">Those that are left from its first one on.</param>
    internal static int Width(long columns) => (int)Padded(Math.Min(Tile.Columns, columns));

    /// <summary>Packs one panel of a matrix that is stored by columns: [columns, depth].</summary>
    /// <param name="source">The panel's first column.</param>
    /// <param name="stride">Floats from one column to the next.</param>
    /// <param name="columns">Those that are there, 1 to 48.</param>
    /// <param name="depth">Numbers of a column.</param>
    /// <param name="panel">[depth, width].</param>
    /// <param name="width">16, 32 or 48: columns of the panel.</param>
    /// <typeparam name="T">Of what the matrix is.</typeparam>
    internal static void PackTransposed<T>(T* source, nint stride, int columns, nint depth, T* panel, int width)
        where T : unmanaged
    {
        var (wholeColumns, wholeDepth) = Transposition.IsFast ? (columns / Lanes.Count * Lanes.Count, depth / Lanes.Count * Lanes.Count) : (0, 0);
        for (nint k = 0; k < wholeDepth; k += Lanes.Count)
        {
            for (var column = 0; column < wholeColumns; column += Lanes.Count)
            {
                Transposition.Of16By16(source + (column * stride) + k, stride, panel + (k * width) + column, width);
            }
        }

        for (var column = 0; column < columns; column++)
        {
            for (var k = column < wholeColumns ? wholeDepth : 0; k < depth; k++)
            {
                panel[(k * width) + column] = source[(column * stride) + k];
            }
        }

        for (nint k = 0; columns < width && k < depth; k++)
        {
            new Span<T>(panel + (k * width) + columns, width - columns).Clear();
        }
    }

    /// <summary>Packs one panel of a matrix that is stored by rows.</summary>
    /// <param name="source">The panel's first number of the first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="columns">Those that are there, 1 to 48.</param>
    /// <param name="depth">Rows that are there.</param>
    /// <param name="padded">Rows of the panel; those beyond are zero.</param>
    /// <param name="panel">[padded, width].</param>
    /// <param name="width">16, 32 or 48: columns of the panel.</param>
    internal static void Pack(float* source, nint stride, int columns, nint depth, nint padded, float* panel, int width)
    {
        for (nint k = 0; k < depth; k++, source += stride, panel += width)
        {
            new Span<float>(source, columns).CopyTo(new Span<float>(panel, columns));
            new Span<float>(panel + columns, width - columns).Clear();
        }

        new Span<float>(panel, (int)(padded - depth) * width).Clear();
    }
}
