namespace CaToMe.Studies;

/// <summary>What merging did for one block in one U-Net call of a study's picture.</summary>
internal sealed record StudyCallRow
{
    /// <summary>The picture's item: <see cref="StudyRow.Item"/>.</summary>
    public required string Item { get; init; }

    /// <summary>Short name of the setting.</summary>
    public required string Setting { get; init; }

    /// <summary>The prompt.</summary>
    public required string Prompt { get; init; }

    /// <summary>Seed of the noise.</summary>
    public required long Seed { get; init; }

    /// <summary>The block's name in the checkpoint.</summary>
    public required string Block { get; init; }

    /// <summary>The U-Net call, from 0.</summary>
    public required int Call { get; init; }

    /// <summary>The call's timestep.</summary>
    public required double Timestep { get; init; }

    /// <summary>True when pairs were computed, false when cached ones were used again.</summary>
    public required bool Computed { get; init; }

    /// <summary>Tokens of one sample.</summary>
    public required int Tokens { get; init; }

    /// <summary>Source tokens of one sample.</summary>
    public required int Sources { get; init; }

    /// <summary>Source tokens merged, mean over the samples.</summary>
    public required double Merged { get; init; }

    /// <summary>Time of finding the pairs in seconds; null where it was not measured.</summary>
    public double? PairsSeconds { get; init; }

    /// <summary>Distance to the pairs that the call before used; null where there is none.</summary>
    public double? JaccardDistance { get; init; }

    /// <summary>Similarities of merged sources: 100 bins over -1 to 1; null where they were not measured.</summary>
    public IReadOnlyList<int>? MergedHistogram { get; init; }

    /// <summary>Similarities of sources that stayed: 100 bins over -1 to 1; null where they were not measured.</summary>
    public IReadOnlyList<int>? UnmergedHistogram { get; init; }
}
