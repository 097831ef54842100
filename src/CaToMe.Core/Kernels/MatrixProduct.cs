using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    /// <param name="weight">[outputs, inputs], float32 or bfloat16.</param>
    /// <returns>[outputs up to a multiple of 16, inputs] numbers in panels, of the same type.</returns>
    internal static Tensor Pack(Tensor weight)
    {
        var packed = empty([Panels.Padded(weight.shape[0]), weight.shape[1]], dtype: weight.dtype);
        Pack(weight, packed);
        return packed;
    }

    /// <summary>Packs a matrix into what is there: [outputs up to a multiple of 16, inputs], contiguous.</summary>
    internal static void Pack(Tensor weight, Tensor packed)
    {
        if (weight.dtype == ScalarType.BFloat16)
        {
            Pack<BFloat16>(weight, packed);
        }
        else
        {
            Pack<float>(weight, packed);
        }
    }

    private static void Pack<T>(Tensor weight, Tensor packed)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var whole = weight.contiguous();
        var (outputs, inputs) = (whole.shape[0], whole.shape[1]);
        T* from = TensorMemory.Numbers<T>(whole), to = TensorMemory.Numbers<T>(packed);
        Team.Run(Panels.Count(outputs), panel =>
        {
            var first = panel * Tile.Columns;
            var columns = (int)Math.Min(Tile.Columns, outputs - first);
            Panels.PackTransposed(from + (first * inputs), (nint)inputs, columns, (nint)inputs, to + (first * inputs), Panels.Width(columns));
        });
    }

    /// <summary>Multiplies.</summary>
    /// <param name="x">[T, inputs], contiguous, float32.</param>
    /// <param name="packed">The matrix, packed; of bfloat16 it is computed with in float32.</param>
    /// <param name="bias">[outputs] and zeros up to a multiple of 16.</param>
    /// <param name="y">[T, width], of which columns from <paramref name="column"/> on are written.</param>
    /// <param name="column">Where the first output goes.</param>
    /// <param name="outputs">Number of outputs.</param>
    internal static void Multiply(Tensor x, Tensor packed, Tensor bias, Tensor y, long column, long outputs)
    {
        if (packed.dtype == ScalarType.BFloat16)
        {
            Multiply<BFloat16>(x, packed, bias, y, column, outputs);
        }
        else
        {
            Multiply<float>(x, packed, bias, y, column, outputs);
        }
    }

    private static void Multiply<T>(Tensor x, Tensor packed, Tensor bias, Tensor y, long column, long outputs)
        where T : unmanaged
    {
        var (rows, inputs, width, panels) = (x.shape[0], x.shape[1], y.shape[1], Panels.Count(outputs));
        float* a = TensorMemory.Floats(x), begin = TensorMemory.Floats(bias), c = TensorMemory.Floats(y) + column;
        var b = TensorMemory.Numbers<T>(packed);
        var rowParts = (rows + RowsAtATime - 1) / RowsAtATime;
        var panelParts = Math.Min(panels, Math.Max(1, (4 * Team.Size + rowParts - 1) / rowParts)); // few rows: threads share the columns
        Team.Run(rowParts * panelParts, part =>
        {
            var firstRow = part / panelParts * RowsAtATime;
            var lastRow = Math.Min(rows, firstRow + RowsAtATime);
            var (firstPanel, lastPanel) = (part % panelParts * panels / panelParts, ((part % panelParts) + 1) * panels / panelParts);
            using var room = new Widening<T>(DepthAtATime * Tile.Columns);
            for (var depth = 0L; depth < inputs; depth += DepthAtATime)
            {
                var length = (nint)Math.Min(DepthAtATime, inputs - depth);
                for (var panel = firstPanel; panel < lastPanel; panel++)
                {
                    var first = panel * Tile.Columns;
                    var columns = (int)Math.Min(Tile.Columns, outputs - first);
                    var panelWidth = Panels.Width(columns);
                    var matrix = room.Floats(b + (first * inputs) + (depth * panelWidth), length * panelWidth);
                    for (var row = firstRow; row < lastRow; row += Tile.Rows)
                    {
                        var result = c + (row * width) + first;
                        var (from, stride) = depth == 0 ? ((nint)(begin + first), (nint)0) : ((nint)result, (nint)width);
                        Tile.Multiply(
                            a + (row * inputs) + depth, (nint)inputs, matrix, length, (float*)from, stride, result, (nint)width,
                            (int)Math.Min(Tile.Rows, lastRow - row), columns, panelWidth);
                    }
                }
            }
        });
    }

    /// <summary>Numbers as float32: where they lie, or in memory of its own.</summary>
    /// <param name="most">How many there can be, a multiple of 16.</param>
    private readonly struct Widening<T>(int most) : IDisposable
        where T : unmanaged
    {
        private readonly float* memory = typeof(T) == typeof(float) ? null : (float*)NativeMemory.AlignedAlloc((nuint)most * sizeof(float), 64);

        internal float* Floats(T* numbers, nint count)
        {
            if (typeof(T) == typeof(float))
            {
                return (float*)numbers;
            }

            for (nint i = 0; i < count; i += Lanes.Count)
            {
                Lanes.Load(numbers + i).Store(memory + i);
            }

            return memory;
        }

        public void Dispose() => NativeMemory.AlignedFree(memory);
    }
}
