namespace CaToMe.Adapters;

/// <summary>What a tensor of an adapter's file is to its layer.</summary>
internal enum LoraPart
{
    /// <summary>LoRA's second factor, [outputs, rank].</summary>
    Up,

    /// <summary>LoRA's first factor, [rank, inputs, ...].</summary>
    Down,

    /// <summary>LoCon's core of a decomposed convolution, [rank, rank, k, k].</summary>
    Middle,

    /// <summary>One number: the change is scaled by it over the rank.</summary>
    Alpha,

    /// <summary>The change itself.</summary>
    Difference,

    /// <summary>LoHa's four factors and two cores.</summary>
    Hada1A,

    /// <inheritdoc cref="Hada1A"/>
    Hada1B,

    /// <inheritdoc cref="Hada1A"/>
    Hada1T,

    /// <inheritdoc cref="Hada1A"/>
    Hada2A,

    /// <inheritdoc cref="Hada1A"/>
    Hada2B,

    /// <inheritdoc cref="Hada1A"/>
    Hada2T,

    /// <summary>LoKr's two matrices, whole or as factors.</summary>
    Kron1,

    /// <inheritdoc cref="Kron1"/>
    Kron1A,

    /// <inheritdoc cref="Kron1"/>
    Kron1B,

    /// <inheritdoc cref="Kron1"/>
    Kron2,

    /// <inheritdoc cref="Kron1"/>
    Kron2A,

    /// <inheritdoc cref="Kron1"/>
    Kron2B,

    /// <inheritdoc cref="Kron1"/>
    Kron2T,
}
