namespace CaToMe.Kernels;

/// <summary>
/// Matrices as panels of 48 columns, [depth, 48] each and one after the other: what a <see cref="Tile"/> reads. Columns that
/// are not there are zero.
/// </summary>
internal static unsafe class Panels
{
    /// <summary>
    /// Numbers of a column that are packed before the next column's. A line of the cache is then fetched once; one number of each
    /// column after the other falls on few sets of the cache where a column's length is a multiple of the page's.
    /// </summary>
    private const int NumbersAtATime = 256;

    /// <summary>Number of panels that so many columns need.</summary>
    internal static long Count(long columns) => (columns + Tile.Columns - 1) / Tile.Columns;

    /// <summary>Packs one panel of a matrix that is stored by columns: [columns, depth].</summary>
    /// <param name="source">The panel's first column.</param>
    /// <param name="stride">Floats from one column to the next.</param>
    /// <param name="columns">Those that are there, 1 to 48.</param>
    /// <param name="depth">Numbers of a column.</param>
    /// <param name="panel">[depth, 48].</param>
    /// <typeparam name="T">Of what the matrix is.</typeparam>
    internal static void PackTransposed<T>(T* source, nint stride, int columns, nint depth, T* panel)
        where T : unmanaged
    {
        for (nint first = 0; first < depth; first += NumbersAtATime)
        {
            var rows = Math.Min(NumbersAtATime, depth - first);
            for (var column = 0; column < columns; column++)
            {
                T* from = source + (column * stride) + first, to = panel + (first * Tile.Columns) + column;
                for (nint k = 0; k < rows; k++, to += Tile.Columns)
                {
                    *to = from[k];
                }
            }
        }

        for (nint k = 0; columns < Tile.Columns && k < depth; k++)
        {
            new Span<T>(panel + (k * Tile.Columns) + columns, Tile.Columns - columns).Clear();
        }
    }

    /// <summary>Packs one panel of a matrix that is stored by rows.</summary>
    /// <param name="source">The panel's first number of the first row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="columns">Those that are there, 1 to 48.</param>
    /// <param name="depth">Rows that are there.</param>
    /// <param name="padded">Rows of the panel; those beyond are zero.</param>
    /// <param name="panel">[padded, 48].</param>
    internal static void Pack(float* source, nint stride, int columns, nint depth, nint padded, float* panel)
    {
        for (nint k = 0; k < depth; k++, source += stride, panel += Tile.Columns)
        {
            new Span<float>(source, columns).CopyTo(new Span<float>(panel, columns));
            new Span<float>(panel + columns, Tile.Columns - columns).Clear();
        }

        new Span<float>(panel, (int)(padded - depth) * Tile.Columns).Clear();
    }
}
