namespace CaToMe.Reporting;

/// <summary>What a report needs of a line of <c>calls*.jsonl</c>.</summary>
internal sealed record CallLine
{
    public required string Item { get; init; }

    public required string Setting { get; init; }

    public required string Block { get; init; }

    public int Call { get; init; }

    public bool Computed { get; init; }

    public int Tokens { get; init; }

    public double? JaccardDistance { get; init; }

    /// <summary>How many similarities of merged sources fall into each bin of an even division of -1 to 1.</summary>
    public IReadOnlyList<long>? MergedHistogram { get; init; }

    /// <summary>The same of the sources that stayed.</summary>
    public IReadOnlyList<long>? UnmergedHistogram { get; init; }
}
