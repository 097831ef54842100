using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// y = x W^T + b on processors with 512-bit vectors. The numbers do not depend on the number of threads: every output is one
/// sum, in one order.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Rows that stay in the second-level cache together with a slice of their depth.</summary>
    private const int RowsAtATime = 192;

    private const int DepthAtATime = 640;

    /// <summary>A matrix in the form that <see cref="Multiply"/> takes.</summary>
    /// <param name="weight">[outputs, inputs], float32.</param>
    /// <returns>[panels, inputs, 48].</returns>
    internal static Tensor Pack(Tensor weight)
    {
        using var scope = NewDisposeScope();
        var whole = weight.contiguous();
        var (outputs, inputs) = (whole.shape[0], whole.shape[1]);
        var packed = empty([Panels.Count(outputs), inputs, Tile.Columns]);
        float* from = TensorMemory.Floats(whole), to = TensorMemory.Floats(packed);
        Team.Run(packed.shape[0], panel =>
        {
            var first = panel * Tile.Columns;
            Panels.PackTransposed(
                from + (first * inputs), (nint)inputs, (int)Math.Min(Tile.Columns, outputs - first), (nint)inputs, to + (panel * inputs * Tile.Columns));
        });
        return packed.MoveToOuterDisposeScope();
    }

    /// <summary>Multiplies.</summary>
    /// <param name="x">[T, inputs], contiguous.</param>
    /// <param name="packed">The matrix, packed.</param>
    /// <param name="bias">[outputs] and zeros up to whole panels.</param>
    /// <param name="y">[T, width], of which columns from <paramref name="column"/> on are written.</param>
    /// <param name="column">Where the first output goes.</param>
    /// <param name="outputs">Number of outputs.</param>
    internal static void Multiply(Tensor x, Tensor packed, Tensor bias, Tensor y, long column, long outputs)
    {
        var (rows, inputs, width, panels) = (x.shape[0], x.shape[1], y.shape[1], packed.shape[0]);
        float* a = TensorMemory.Floats(x), b = TensorMemory.Floats(packed), begin = TensorMemory.Floats(bias), c = TensorMemory.Floats(y) + column;
        var rowParts = (rows + RowsAtATime - 1) / RowsAtATime;
        var panelParts = Math.Min(panels, Math.Max(1, (4 * Team.Size + rowParts - 1) / rowParts)); // few rows: threads share the columns
        Team.Run(rowParts * panelParts, part =>
        {
            var firstRow = part / panelParts * RowsAtATime;
            var lastRow = Math.Min(rows, firstRow + RowsAtATime);
            var (firstPanel, lastPanel) = (part % panelParts * panels / panelParts, ((part % panelParts) + 1) * panels / panelParts);
            for (var depth = 0L; depth < inputs; depth += DepthAtATime)
            {
                var length = (nint)Math.Min(DepthAtATime, inputs - depth);
                for (var panel = firstPanel; panel < lastPanel; panel++)
                {
                    var matrix = b + (((panel * inputs) + depth) * Tile.Columns);
                    var columns = (int)Math.Min(Tile.Columns, outputs - (panel * Tile.Columns));
                    for (var row = firstRow; row < lastRow; row += Tile.Rows)
                    {
                        var result = c + (row * width) + (panel * Tile.Columns);
                        var (from, stride) = depth == 0 ? ((nint)(begin + (panel * Tile.Columns)), (nint)0) : ((nint)result, (nint)width);
                        Tile.Multiply(
                            a + (row * inputs) + depth, (nint)inputs, matrix, length, (float*)from, stride, result, (nint)width,
                            (int)Math.Min(Tile.Rows, lastRow - row), columns);
                    }
                }
            }
        });
    }
}
