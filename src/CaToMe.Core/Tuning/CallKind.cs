namespace CaToMe.Tuning;

/// <summary>The kinds of U-Net calls that a recipe is made of.</summary>
internal enum CallKind
{
    /// <summary>Everything is computed.</summary>
    Whole,

    /// <summary>Guidance is continued: half the batch.</summary>
    Half,

    /// <summary>Guidance and the deeper layers are continued.</summary>
    ShallowHalf,
}
