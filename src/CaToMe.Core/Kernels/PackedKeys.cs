using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Keys and values of every head of every sample, in the form that products read.</summary>
/// <typeparam name="T">Of what they are.</typeparam>
internal sealed unsafe class PackedKeys<T>
    where T : unmanaged
{
    private readonly nint memory; // the current dispose scope owns it
    private readonly IReadOnlyList<(long Offset, int Count, int Padded)> samples;
    private readonly int width, numbersOfValue;

    private PackedKeys(T* memory, int width, int numbersOfValue, IReadOnlyList<(long Offset, int Count, int Padded)> samples)
    {
        (this.memory, this.width, this.numbersOfValue, this.samples) = ((nint)memory, width, numbersOfValue, samples);
    }

    /// <summary>Packs them. They live as long as the dispose scope that is open.</summary>
    internal static PackedKeys<T> Pack<TProducts>(
        HeadColumns keys, HeadColumns values, IReadOnlyList<long> lengths, int heads, int width, CancellationToken cancellation)
        where TProducts : struct, IAttentionProducts<T>
    {
        var samples = new List<(long, int, int)>();
        var offset = 0L;
        var numbersOfValue = TProducts.NumbersOfValue(width);
        foreach (var length in lengths)
        {
            var padded = (int)Panels.Count(length) * Tile.Columns;
            samples.Add((offset, (int)length, padded));
            offset += padded * (long)heads * (width + numbersOfValue);
        }

        var packed = new PackedKeys<T>(TensorMemory.Numbers<T>(empty(offset, dtype: keys.Matrix.dtype)), width, numbersOfValue, samples);
        var firstTokens = lengths.Select((_, i) => (nint)lengths.Take(i).Sum()).ToList();
        T* key = keys.Address<T>(), value = values.Address<T>();
        var (keyStride, valueStride) = (keys.Stride, values.Stride);
        Team.Run(lengths.Count * heads, part =>
        {
            var (sample, head) = ((int)part / heads, (int)part % heads);
            TProducts.Pack(
                key + (firstTokens[sample] * keyStride) + (head * width), keyStride,
                value + (firstTokens[sample] * valueStride) + (head * width), valueStride, width, packed.Of(sample, head));
        }, cancellation);
        return packed;
    }

    internal KeysOfHead<T> Of(int sample, int head)
    {
        var (offset, count, padded) = samples[sample];
        var keys = (T*)memory + offset + ((long)head * padded * (width + numbersOfValue));
        return new KeysOfHead<T>(keys, keys + ((long)padded * width), count, padded);
    }
}

/// <summary>One head's keys and values, packed.</summary>
/// <typeparam name="T">Of what they are.</typeparam>
internal readonly unsafe struct KeysOfHead<T>(T* keys, T* values, int count, int padded)
    where T : unmanaged
{
    /// <summary>d numbers for each key.</summary>
    internal T* Keys => keys;

    /// <summary>The values of each key.</summary>
    internal T* Values => values;

    /// <summary>Number of keys.</summary>
    internal int Count => count;

    /// <summary>The same, up to a multiple of 48.</summary>
    internal int Padded => padded;
}
