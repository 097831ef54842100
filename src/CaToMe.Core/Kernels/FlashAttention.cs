using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// Attention of packed tokens, each sample with its own number of them, without ever holding all scores (FlashAttention, Dao
/// et al. 2022): blocks of 64 queries pass over blocks of 192 keys with a running maximum and sum. Threads share heads and
/// blocks of queries; the numbers do not depend on how many there are.
/// </summary>
internal static unsafe class FlashAttention
{
    /// <summary>Keys of a block, and floats from one row of scores to the next.</summary>
    internal const int KeysAtATime = 4 * Tile.Columns;

    /// <summary>In which type tokens of a type attend: bfloat16 where the processor multiplies it, otherwise float32.</summary>
    /// <param name="type">Of the tokens.</param>
    /// <param name="width">Numbers of a head, d.</param>
    internal static ScalarType TypeFor(ScalarType type, int width) =>
        type == ScalarType.BFloat16 && Brgemm.Takes(width) ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Every query attends to all keys of its sample.</summary>
    /// <param name="queries">Those of all samples, packed, of the type that <see cref="TypeFor"/> gives.</param>
    /// <param name="keys">Likewise.</param>
    /// <param name="values">Likewise.</param>
    /// <param name="queryLengths">Each sample's number of queries.</param>
    /// <param name="keyLengths">Each sample's number of keys, at least 1.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="width">Numbers of a head, d.</param>
    /// <param name="cancellation">Takes effect before the next 64 queries.</param>
    /// <returns>[T, heads x d], of the same type.</returns>
    internal static Tensor Attend(
        HeadColumns queries, HeadColumns keys, HeadColumns values, IReadOnlyList<long> queryLengths, IReadOnlyList<long> keyLengths, int heads, int width,
        CancellationToken cancellation) => queries.Matrix.dtype == ScalarType.BFloat16
        ? Attend<BFloat16, BrgemmProducts>(queries, keys, values, queryLengths, keyLengths, heads, width, cancellation)
        : Attend<float, TileProducts>(queries, keys, values, queryLengths, keyLengths, heads, width, cancellation);

    private static Tensor Attend<T, TProducts>(
        HeadColumns queries, HeadColumns keys, HeadColumns values, IReadOnlyList<long> queryLengths, IReadOnlyList<long> keyLengths, int heads, int width,
        CancellationToken cancellation)
        where T : unmanaged
        where TProducts : struct, IAttentionProducts<T>
    {
        using var scope = NewDisposeScope();
        var result = empty([queryLengths.Sum(), heads * width], dtype: queries.Matrix.dtype);
        var packed = PackedKeys<T>.Pack<TProducts>(keys, values, keyLengths, heads, width, cancellation);
        var parts = AttentionPart.Of(queryLengths, heads);
        T* query = queries.Address<T>(), output = TensorMemory.Numbers<T>(result);
        var (stride, outputStride) = (queries.Stride, (nint)heads * width);
        Team.Run(parts.Count, i =>
        {
            var part = parts[(int)i];
            var column = part.Head * width;
            Rows<T, TProducts>(
                query + (part.First * stride) + column, stride, part.Count, packed.Of(part.Sample, part.Head), width,
                output + (part.First * outputStride) + column, outputStride);
        }, cancellation);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Up to 64 queries of one head.</summary>
    private static void Rows<T, TProducts>(T* queries, nint stride, int count, KeysOfHead<T> keys, int width, T* output, nint outputStride)
        where T : unmanaged
        where TProducts : struct, IAttentionProducts<T>
    {
        const int Most = AttentionPart.MostQueries;
        var (padded, rowsAtATime) = (TProducts.Padded(width), TProducts.QueriesAtATime);
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)((Most * (padded + 2)) + (2 * rowsAtATime * KeysAtATime)) * sizeof(float), 64);
        try
        {
            float* attended = memory, largest = attended + (Most * padded), sums = largest + Most, scores = sums + Most;
            var weights = (T*)(scores + (rowsAtATime * KeysAtATime));
            new Span<float>(attended, Most * padded).Clear();
            new Span<float>(largest, Most).Fill(float.NegativeInfinity);
            new Span<float>(sums, Most).Clear();
            for (var first = 0; first < keys.Count; first += KeysAtATime)
            {
                var block = Math.Min(KeysAtATime, keys.Padded - first);
                for (var row = 0; row < count; row += rowsAtATime)
                {
                    var rows = Math.Min(rowsAtATime, count - row);
                    TProducts.Score(queries + (row * stride), stride, rows, width, keys, first, block, scores);
                    Weigh(scores, rows, keys.Count - first, block, width, weights, largest + row, sums + row, attended + (row * padded), padded);
                    TProducts.AddValues(weights, rows, width, keys, first, block, attended + (row * padded));
                }
            }

            for (var row = 0; row < count; row++)
            {
                Lanes.Scale(attended + (row * padded), 1 / sums[row], output + (row * outputStride), width);
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>Turns a block's scores into weights, and takes what was attended to so far down to them.</summary>
    private static void Weigh<T>(
        float* scores, int rows, int keys, int block, int width, T* weights, float* largest, float* sums, float* attended, int padded)
        where T : unmanaged
    {
        var factor = MathF.Log2(MathF.E) / MathF.Sqrt(width); // the softmax is in powers of two
        for (var row = 0; row < rows; row++)
        {
            var scoresOfRow = scores + (row * KeysAtATime);
            if (block > keys)
            {
                new Span<float>(scoresOfRow + keys, block - keys).Fill(float.NegativeInfinity);
            }

            var scale = OnlineSoftmax.Next(scoresOfRow, block, factor, weights + (row * KeysAtATime), ref largest[row], ref sums[row]);
            if (scale != 1)
            {
                Lanes.Scale(attended + (row * padded), scale, attended + (row * padded), padded);
            }
        }
    }
}
