namespace CaToMe.Commands;

/// <summary>Which figure Export-TokenMergingFigure draws.</summary>
public enum FigureKind
{
    /// <summary>Pictures side by side, a row per prompt and a column per setting.</summary>
    Grid,

    /// <summary>Time per picture of each setting.</summary>
    Times,

    /// <summary>Quality against speed-up.</summary>
    Quality,

    /// <summary>Jaccard distance of token pairs by U-Net call.</summary>
    Jaccard,

    /// <summary>Histogram of the similarities, merged apart from not merged.</summary>
    Similarities,
}
