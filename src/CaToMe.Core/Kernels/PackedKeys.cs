using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>Keys and values of every head of every sample, as the panels that products read.</summary>
internal sealed unsafe class PackedKeys
{
    private readonly nint memory; // the current dispose scope owns it
    private readonly IReadOnlyList<(long Offset, int Count, int Padded)> samples;
    private readonly int width, padded;

    private PackedKeys(float* memory, int width, IReadOnlyList<(long Offset, int Count, int Padded)> samples)
    {
        (this.memory, this.width, this.samples) = ((nint)memory, width, samples);
        padded = (int)Panels.Count(width) * Tile.Columns;
    }

    /// <summary>Packs them. They live as long as the dispose scope that is open.</summary>
    internal static PackedKeys Pack(
        HeadColumns keys, HeadColumns values, IReadOnlyList<long> lengths, int heads, int width, CancellationToken cancellation)
    {
        var samples = new List<(long, int, int)>();
        var offset = 0L;
        var floatsOfToken = heads * (width + (Panels.Count(width) * Tile.Columns));
        foreach (var length in lengths)
        {
            var padded = (int)Panels.Count(length) * Tile.Columns;
            samples.Add((offset, (int)length, padded));
            offset += padded * floatsOfToken;
        }

        var packed = new PackedKeys(TensorMemory.Floats(empty(offset)), width, samples);
        var firstTokens = lengths.Select((_, i) => (nint)lengths.Take(i).Sum()).ToList();
        float* key = keys.Address, value = values.Address;
        var (keyStride, valueStride) = (keys.Stride, values.Stride);
        Team.Run(lengths.Count * heads, part =>
        {
            var (sample, head) = ((int)part / heads, (int)part % heads);
            packed.Of(sample, head).Fill(
                key + (firstTokens[sample] * keyStride) + (head * width), keyStride,
                value + (firstTokens[sample] * valueStride) + (head * width), valueStride, width);
        }, cancellation);
        return packed;
    }

    internal KeysOfHead Of(int sample, int head)
    {
        var (offset, count, paddedCount) = samples[sample];
        var keys = (float*)memory + offset + ((long)head * paddedCount * (width + padded));
        return new KeysOfHead(keys, keys + ((long)paddedCount * width), count, paddedCount);
    }
}

/// <summary>One head's keys, [panels, d, 48], and values, [panels of d, padded keys, 48].</summary>
internal readonly unsafe struct KeysOfHead(float* keys, float* values, int count, int padded)
{
    /// <summary>Number of keys.</summary>
    internal int Count => count;

    /// <summary>The same in whole panels.</summary>
    internal int Padded => padded;

    /// <summary>48 keys, [d, 48].</summary>
    internal float* Panel(int first, int width) => keys + ((nint)first * width);

    /// <summary>48 columns of the values, from a key on: [., 48].</summary>
    internal float* Values(int column, int first) => values + ((nint)column * padded) + ((nint)first * Tile.Columns);

    internal void Fill(float* key, nint keyStride, float* value, nint valueStride, int width)
    {
        for (var first = 0; first < count; first += Tile.Columns)
        {
            Panels.PackTransposed(key + (first * keyStride), keyStride, Math.Min(Tile.Columns, count - first), width, Panel(first, width));
        }

        for (var column = 0; column < width; column += Tile.Columns)
        {
            Panels.Pack(value + column, valueStride, Math.Min(Tile.Columns, width - column), count, padded, Values(column, 0));
        }
    }
}
