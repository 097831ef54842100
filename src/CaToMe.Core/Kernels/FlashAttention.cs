using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// Attention of packed tokens, each sample with its own number of them, without ever holding all scores (FlashAttention, Dao
/// et al. 2022): blocks of 64 queries pass over blocks of 192 keys with a running maximum and sum. Threads share heads and
/// blocks of queries; the numbers do not depend on how many there are.
/// </summary>
internal static unsafe class FlashAttention
{
    private const int QueriesAtATime = 64;
    private const int KeysAtATime = 4 * Tile.Columns;

    /// <summary>Every query attends to all keys of its sample.</summary>
    /// <param name="queries">Those of all samples, packed.</param>
    /// <param name="keys">Likewise.</param>
    /// <param name="values">Likewise.</param>
    /// <param name="queryLengths">Each sample's number of queries.</param>
    /// <param name="keyLengths">Each sample's number of keys, at least 1.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="width">Numbers of a head, d.</param>
    /// <param name="cancellation">Takes effect before the next 64 queries.</param>
    /// <returns>[T, heads x d].</returns>
    internal static Tensor Attend(
        HeadColumns queries, HeadColumns keys, HeadColumns values, IReadOnlyList<long> queryLengths, IReadOnlyList<long> keyLengths, int heads, int width,
        CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var result = empty([queryLengths.Sum(), heads * width]);
        var packed = PackedKeys.Pack(keys, values, keyLengths, heads, width, cancellation);
        var parts = Parts(queryLengths, heads);
        float* query = queries.Address, output = TensorMemory.Floats(result);
        var (stride, outputStride) = (queries.Stride, (nint)heads * width);
        Team.Run(parts.Count, i =>
        {
            var part = parts[(int)i];
            var column = part.Head * width;
            Rows(
                query + (part.First * stride) + column, stride, part.Count, packed.Of(part.Sample, part.Head), width,
                output + (part.First * outputStride) + column, outputStride);
        }, cancellation);
        return result.MoveToOuterDisposeScope();
    }

    private readonly record struct Part(int Sample, int Head, nint First, int Count);

    private static List<Part> Parts(IReadOnlyList<long> lengths, int heads)
    {
        var parts = new List<Part>();
        var offset = 0L;
        for (var sample = 0; sample < lengths.Count; offset += lengths[sample++])
        {
            for (var head = 0; head < heads; head++)
            {
                for (var first = 0L; first < lengths[sample]; first += QueriesAtATime)
                {
                    parts.Add(new Part(sample, head, (nint)(offset + first), (int)Math.Min(QueriesAtATime, lengths[sample] - first)));
                }
            }
        }

        return parts;
    }

    /// <summary>Up to 64 queries of one head.</summary>
    private static void Rows(float* queries, nint stride, int count, KeysOfHead keys, int width, float* output, nint outputStride)
    {
        var padded = (int)Panels.Count(width) * Tile.Columns;
        var memory = (float*)NativeMemory.AlignedAlloc((nuint)((QueriesAtATime * (width + padded + 2)) + (Tile.Rows * KeysAtATime)) * sizeof(float), 64);
        try
        {
            float* scaled = memory, attended = scaled + (QueriesAtATime * width), scores = attended + (QueriesAtATime * padded);
            float* largest = scores + (Tile.Rows * KeysAtATime), sums = largest + QueriesAtATime;
            new Span<float>(attended, QueriesAtATime * padded).Clear();
            new Span<float>(largest, QueriesAtATime).Fill(float.NegativeInfinity);
            new Span<float>(sums, QueriesAtATime).Clear();
            Scale(queries, stride, count, width, scaled);
            for (var first = 0; first < keys.Count; first += KeysAtATime)
            {
                for (var row = 0; row < count; row += Tile.Rows)
                {
                    Block(
                        scaled + (row * width), Math.Min(Tile.Rows, count - row), keys, first, width, scores, largest + row, sums + row,
                        attended + (row * padded), padded);
                }
            }

            for (var row = 0; row < count; row++)
            {
                var share = 1 / sums[row];
                for (var i = 0; i < width; i++)
                {
                    output[(row * outputStride) + i] = attended[(row * padded) + i] * share;
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>Up to 8 queries meet up to 192 keys.</summary>
    private static void Block(
        float* queries, int rows, KeysOfHead keys, int first, int width, float* scores, float* largest, float* sums, float* attended, int padded)
    {
        var zeros = stackalloc float[Tile.Columns];
        new Span<float>(zeros, Tile.Columns).Clear();
        var count = Math.Min(KeysAtATime, keys.Padded - first);
        for (var key = 0; key < count; key += Tile.Columns)
        {
            Tile.Multiply(queries, width, keys.Panel(first + key, width), width, zeros, 0, scores + key, KeysAtATime, rows);
        }

        for (var row = 0; row < rows; row++)
        {
            var scoresOfRow = scores + (row * KeysAtATime);
            if (first + count > keys.Count)
            {
                new Span<float>(scoresOfRow + keys.Count - first, first + count - keys.Count).Fill(float.NegativeInfinity);
            }

            var scale = OnlineSoftmax.Next(scoresOfRow, count, ref largest[row], ref sums[row]);
            if (scale != 1)
            {
                for (var i = 0; i < padded; i += 16)
                {
                    (Vector512.Load(attended + (row * padded) + i) * scale).Store(attended + (row * padded) + i);
                }
            }
        }

        for (var column = 0; column < padded; column += Tile.Columns)
        {
            var part = attended + column;
            Tile.Multiply(scores, KeysAtATime, keys.Values(column, first), count, part, padded, part, padded, rows);
        }
    }

    /// <summary>Queries in one piece, times log2(e) / sqrt(d): the softmax is in powers of two.</summary>
    private static void Scale(float* queries, nint stride, int count, int width, float* scaled)
    {
        var factor = MathF.Log2(MathF.E) / MathF.Sqrt(width);
        for (var row = 0; row < count; row++)
        {
            for (var i = 0; i < width; i++)
            {
                scaled[(row * width) + i] = queries[(row * stride) + i] * factor;
            }
        }
    }
}
