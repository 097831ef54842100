namespace CaToMe.Merging;

/// <summary>Which token of a cell is the destination.</summary>
public enum DestinationChoice
{
    /// <summary>The top-left one.</summary>
    First,

    /// <summary>One drawn from the run's own seeded generator, the same for all samples of a batch.</summary>
    Random,
}
