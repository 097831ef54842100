namespace CaToMe.Reuse;

/// <summary>Where a guided call has its prediction without the prompt from.</summary>
internal enum GuidanceSource
{
    /// <summary>It computes it.</summary>
    Computed,

    /// <summary>Its difference from the prediction with the prompt is continued from earlier calls.</summary>
    Continued,

    /// <summary>It has none: the call is not guided.</summary>
    None,
}
