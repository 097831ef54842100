using CaToMe.Studies;

namespace CaToMe.Reporting;

/// <summary>
/// What merging did for one block at one U-Net call of a setting, over all its pictures. A study has as many of them as settings, blocks and calls,
/// however many its pictures are.
/// </summary>
/// <param name="setting">The setting.</param>
/// <param name="block">The block's name in the checkpoint.</param>
/// <param name="call">The U-Net call, from 0.</param>
internal sealed class CallTotal(string setting, string block, int call)
{
    private double distances, squares;
    private long[]? merged, unmerged;

    internal string Setting { get; } = setting;

    internal string Block { get; } = block;

    internal int Call { get; } = call;

    /// <summary>Whether pairs were computed there, by the first picture.</summary>
    internal bool Computed { get; private set; }

    /// <summary>Tokens of one sample.</summary>
    internal int Tokens { get; private set; }

    /// <summary>Pictures with a distance to the pairs before.</summary>
    internal int Distances { get; private set; }

    /// <summary>Distances below 0.2, as most are in CA-ToMe's figure 4.</summary>
    internal int Small { get; private set; }

    internal double MeanDistance => distances / Distances;

    /// <summary>Standard deviation of the distances.</summary>
    internal double Deviation => Math.Sqrt(Math.Max(0, (squares / Distances) - (MeanDistance * MeanDistance)));

    /// <summary>Pictures with similarities.</summary>
    internal int Measured { get; private set; }

    /// <summary>Similarities of merged sources in bins of an even division of -1 to 1; null without similarities.</summary>
    internal IReadOnlyList<long>? Merged => merged;

    /// <summary>The same of the sources that stayed.</summary>
    internal IReadOnlyList<long>? Unmerged => unmerged;

    /// <summary>All tokens that the similarities' sources are of: guidance makes two samples of a picture, and more than half of a sample's tokens are
    /// sources.</summary>
    internal long MeasuredTokens => (long)Tokens * Measured is > 0 and var tokens
        ? tokens * (long)Math.Ceiling((merged!.Sum() + unmerged!.Sum()) / (double)tokens)
        : 0;

    /// <summary>Adds a picture's call.</summary>
    internal void Add(StudyCallRow row)
    {
        (Computed, Tokens) = Tokens == 0 ? (row.Computed, row.Tokens) : (Computed, Tokens);
        if (row.JaccardDistance is { } distance)
        {
            Distances++;
            distances += distance;
            squares += distance * distance;
            Small += distance < 0.2 ? 1 : 0;
        }

        if (row is { MergedHistogram: { } first, UnmergedHistogram: { } second } && first.Count == second.Count
            && (merged is null || merged.Length == first.Count))
        {
            Measured++;
            Add(merged ??= new long[first.Count], first);
            Add(unmerged ??= new long[second.Count], second);
        }
    }

    private static void Add(long[] sums, IReadOnlyList<int> counts)
    {
        for (var bin = 0; bin < sums.Length; bin++)
        {
            sums[bin] += counts[bin];
        }
    }
}
