using CaToMe.UNet;
using static TorchSharp.torch;

namespace CaToMe.Merging;

/// <summary>The two sides of the matching, as indices of the flattened grid.</summary>
/// <param name="Sources">Tokens that may be merged, rising.</param>
/// <param name="Destinations">Tokens that others are merged into, rising; one per cell.</param>
internal sealed record TokenSplit(long[] Sources, long[] Destinations)
{
    /// <summary>
    /// Splits a grid: one destination in each whole cell, everything else a source (CA-ToMe, section 3.1; tomesd's
    /// bipartite_soft_matching_random2d).
    /// </summary>
    /// <param name="grid">The tokens.</param>
    /// <param name="strideX">Width of a cell.</param>
    /// <param name="strideY">Height of a cell.</param>
    /// <param name="positions">
    /// Which token of each cell is the destination, counted row by row within the cell; cells row by row. Null: the first.
    /// </param>
    internal static TokenSplit Of(TokenGrid grid, int strideX, int strideY, IReadOnlyList<long>? positions = null)
    {
        var (cellRows, cellColumns) = (grid.Height / strideY, grid.Width / strideX);
        var isDestination = new bool[grid.Tokens];
        for (var cell = 0; cell < cellRows * cellColumns; cell++)
        {
            var position = (int)(positions?[cell] ?? 0);
            var y = (cell / cellColumns * strideY) + (position / strideX);
            var x = (cell % cellColumns * strideX) + (position % strideX);
            isDestination[(y * grid.Width) + x] = true;
        }

        var all = Enumerable.Range(0, grid.Tokens).Select(i => (long)i).ToArray();
        return new TokenSplit([.. all.Where(i => !isDestination[i])], [.. all.Where(i => isDestination[i])]);
    }

    /// <summary>Draws each cell's destination, as tomesd does.</summary>
    /// <param name="grid">The tokens.</param>
    /// <param name="strideX">Width of a cell.</param>
    /// <param name="strideY">Height of a cell.</param>
    /// <param name="generator">A CPU generator.</param>
    /// <returns>A position within each cell, cells row by row: what <see cref="Of"/> takes.</returns>
    internal static long[] DrawPositions(TokenGrid grid, int strideX, int strideY, Generator generator)
    {
        using var drawn = randint(strideX * strideY, [grid.Height / strideY, grid.Width / strideX, 1], dtype: ScalarType.Int64, generator: generator);
        return drawn.data<long>().ToArray();
    }

    /// <summary>Places the indices on a device: an upload, which the caller owns.</summary>
    internal PlacedSplit On(Device device) => new(tensor(Sources, device: device), tensor(Destinations, device: device));

    /// <summary>
    /// The same split in the order in which the published code holds it: that of an unstable sort with destinations marked
    /// -1 and sources 0. It decides which of two equally similar tokens comes first.
    /// </summary>
    internal TokenSplit InPublishedOrder()
    {
        using var scope = NewDisposeScope();
        var marks = zeros(1, Sources.Length + Destinations.Length, 1, dtype: ScalarType.Int64);
        marks.index_fill_(1, tensor(Destinations), -1);
        var order = marks.argsort(1).data<long>().ToArray();
        return new TokenSplit(order[Destinations.Length..], order[..Destinations.Length]);
    }
}
