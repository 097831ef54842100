namespace CaToMe.Weights;

/// <summary>How a tensor of another layout becomes the one that a network asks for.</summary>
internal enum Reshaping
{
    /// <summary>As it is stored.</summary>
    None,

    /// <summary>A 1 x 1 convolution [C, D, 1, 1] as the matrix [C, D].</summary>
    Flatten,

    /// <summary>A matrix [C, D] as [D, C].</summary>
    Transpose,

    /// <summary>The first third of the rows: the query part of one projection to query, key and value.</summary>
    Query,

    /// <summary>The second third: the key part.</summary>
    Key,

    /// <summary>The last third: the value part.</summary>
    Value,
}
