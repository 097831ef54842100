using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// The largest of each row of a product, and where it is, without ever holding the product: what a source's most similar
/// destination is found with. Of equal ones the first.
/// </summary>
internal static unsafe class NearestColumn
{
    private const int RowsAtATime = 64;

    /// <summary>Finds it in every row of a b^T.</summary>
    /// <param name="a">[S, C], contiguous.</param>
    /// <param name="b">[D, C], D at least 1. No product may be other than a number.</param>
    /// <returns>The largest of each row, [S], and its column, [S].</returns>
    internal static (Tensor Largest, Tensor Column) Find(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (rows, depth, columns) = (a.shape[0], (nint)a.shape[1], (int)b.shape[0]);
        var (largest, column) = (empty(rows), empty(rows, dtype: ScalarType.Int32));
        if (rows > 0)
        {
            float* left = TensorMemory.Floats(a), panels = TensorMemory.Floats(MatrixProduct.Pack(b)), values = TensorMemory.Floats(largest);
            var places = TensorMemory.Integers(column);
            Team.Run((rows + RowsAtATime - 1) / RowsAtATime, part =>
            {
                var first = part * RowsAtATime;
                Rows(left + (first * depth), (int)Math.Min(RowsAtATime, rows - first), depth, panels, columns, values + first, places + first);
            });
        }

        return (largest.MoveToOuterDisposeScope(), column.to(ScalarType.Int64).MoveToOuterDisposeScope());
    }

    private static void Rows(float* a, int count, nint depth, float* panels, int columns, float* largest, int* column)
    {
        var best = stackalloc float[RowsAtATime * Lanes.Count];
        var where = stackalloc int[RowsAtATime * Lanes.Count];
        var scores = stackalloc float[Tile.Rows * Tile.Columns];
        var zeros = stackalloc float[Tile.Columns];
        new Span<float>(best, RowsAtATime * Lanes.Count).Fill(float.NegativeInfinity);
        new Span<int>(where, RowsAtATime * Lanes.Count).Clear();
        new Span<float>(zeros, Tile.Columns).Clear();
        for (var panel = 0; panel < columns; panel += Tile.Columns)
        {
            var width = Panels.Width(columns - panel);
            for (var row = 0; row < count; row += Tile.Rows)
            {
                var rows = Math.Min(Tile.Rows, count - row);
                Tile.Multiply(a + (row * depth), depth, panels + (panel * depth), depth, zeros, 0, scores, Tile.Columns, rows, width, width);
                for (var i = 0; i < rows; i++)
                {
                    var ofRow = scores + (i * Tile.Columns);
                    if (panel + Tile.Columns > columns)
                    {
                        new Span<float>(ofRow + columns - panel, panel + Tile.Columns - columns).Fill(float.NegativeInfinity);
                    }

                    Compare(ofRow, panel, best + ((row + i) * Lanes.Count), where + ((row + i) * Lanes.Count));
                }
            }
        }

        for (var row = 0; row < count; row++)
        {
            (largest[row], column[row]) = First(best + (row * Lanes.Count), where + (row * Lanes.Count));
        }
    }

    /// <summary>48 scores of a row; each of 16 lanes keeps its largest.</summary>
    private static void Compare(float* scores, int panel, float* best, int* where)
    {
        var (most, place) = (Vector512.Load(best), Vector512.Load(where));
        for (var i = 0; i < Tile.Columns; i += Lanes.Count)
        {
            var next = Vector512.Load(scores + i);
            var isMore = Vector512.GreaterThan(next, most);
            most = Vector512.ConditionalSelect(isMore, next, most);
            place = Vector512.ConditionalSelect(isMore.AsInt32(), Vector512.Create(panel + i) + Vector512<int>.Indices, place);
        }

        most.Store(best);
        place.Store(where);
    }

    private static (float Largest, int Column) First(float* best, int* where)
    {
        var lane = 0;
        for (var i = 1; i < Lanes.Count; i++)
        {
            lane = best[i] > best[lane] || (best[i] == best[lane] && where[i] < where[lane]) ? i : lane;
        }

        return (best[lane], where[lane]);
    }
}
