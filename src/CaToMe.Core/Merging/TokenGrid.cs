using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>A block's tokens as they lie in the image.</summary>
/// <param name="Height">Rows of tokens.</param>
/// <param name="Width">Tokens in a row.</param>
/// <param name="Downsample">How many times the resolution is below the latent's: 1, 2, 4, ...</param>
public readonly record struct TokenGrid(int Height, int Width, int Downsample)
{
    /// <summary>Number of tokens.</summary>
    public int Tokens => Height * Width;

    /// <summary>
    /// Splits the tokens: one destination in each whole cell, everything else a source (CA-ToMe, section 3.1; tomesd's
    /// bipartite_soft_matching_random2d).
    /// </summary>
    /// <param name="strideX">Width of a cell.</param>
    /// <param name="strideY">Height of a cell.</param>
    /// <param name="positions">
    /// Which token of each cell is the destination, counted row by row within the cell; cells row by row. Null: the first.
    /// </param>
    /// <returns>Indices of sources and destinations in the flattened grid, both rising.</returns>
    public TokenSplit Split(int strideX, int strideY, IReadOnlyList<long>? positions = null)
    {
        var (cellRows, cellColumns) = (Height / strideY, Width / strideX);
        var isDestination = new bool[Tokens];
        for (var cell = 0; cell < cellRows * cellColumns; cell++)
        {
            var position = (int)(positions?[cell] ?? 0);
            var y = (cell / cellColumns * strideY) + (position / strideX);
            var x = (cell % cellColumns * strideX) + (position % strideX);
            isDestination[(y * Width) + x] = true;
        }

        var all = Enumerable.Range(0, Tokens).Select(i => (long)i).ToArray();
        return new TokenSplit([.. all.Where(i => !isDestination[i])], [.. all.Where(i => isDestination[i])]);
    }

    /// <summary>Draws each cell's destination, as tomesd does.</summary>
    /// <param name="strideX">Width of a cell.</param>
    /// <param name="strideY">Height of a cell.</param>
    /// <param name="generator">A CPU generator.</param>
    /// <returns>A position within each cell, cells row by row: what <see cref="Split"/> takes.</returns>
    public long[] DrawDestinations(int strideX, int strideY, Generator generator)
    {
        using var drawn = randint(strideX * strideY, [Height / strideY, Width / strideX, 1], dtype: ScalarType.Int64, generator: generator);
        return drawn.data<long>().ToArray();
    }
}

/// <summary>The two sides of the matching, as indices of the flattened grid.</summary>
/// <param name="Sources">Tokens that may be merged, rising.</param>
/// <param name="Destinations">Tokens that others are merged into, rising; one per cell.</param>
public sealed record TokenSplit(long[] Sources, long[] Destinations)
{
    /// <summary>
    /// The same split in the order in which the published code holds it: that of an unstable sort with destinations marked
    /// -1 and sources 0. It decides which of two equally similar tokens comes first.
    /// </summary>
    public TokenSplit InPublishedOrder()
    {
        using var scope = NewDisposeScope();
        var marks = zeros(1, Sources.Length + Destinations.Length, 1, dtype: ScalarType.Int64);
        marks.index_fill_(1, tensor(Destinations), -1);
        var order = marks.argsort(1).data<long>().ToArray();
        return new TokenSplit(order[Destinations.Length..], order[..Destinations.Length]);
    }
}

/// <summary>A place where tokens can be merged: one transformer block.</summary>
/// <param name="Name">The block's name in the checkpoint.</param>
/// <param name="Grid">Its tokens.</param>
public readonly record struct BlockSite(string Name, TokenGrid Grid);
