namespace CaToMe.Kernels;

/// <summary>Queries of one head that a thread takes together.</summary>
/// <param name="Sample">Their sample.</param>
/// <param name="Head">Their head.</param>
/// <param name="First">The first one's place among the packed queries of all samples.</param>
/// <param name="Count">How many: up to 64.</param>
internal readonly record struct AttentionPart(int Sample, int Head, nint First, int Count)
{
    internal const int MostQueries = 64;

    /// <summary>All parts of an attention.</summary>
    /// <param name="lengths">Each sample's number of queries.</param>
    /// <param name="heads">Number of heads.</param>
    internal static List<AttentionPart> Of(IReadOnlyList<long> lengths, int heads)
    {
        var parts = new List<AttentionPart>();
        var offset = 0L;
        for (var sample = 0; sample < lengths.Count; offset += lengths[sample++])
        {
            for (var head = 0; head < heads; head++)
            {
                for (var first = 0L; first < lengths[sample]; first += MostQueries)
                {
                    parts.Add(new AttentionPart(sample, head, (nint)(offset + first), (int)Math.Min(MostQueries, lengths[sample] - first)));
                }
            }
        }

        return parts;
    }
}
