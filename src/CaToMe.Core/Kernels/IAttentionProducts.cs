namespace CaToMe.Kernels;

/// <summary>The two products of attention, between blocks of queries and blocks of keys.</summary>
/// <typeparam name="T">Of what queries, keys, values and weights are; scores and sums are float32.</typeparam>
internal unsafe interface IAttentionProducts<T>
    where T : unmanaged
{
    /// <summary>Queries that are multiplied together.</summary>
    static abstract int QueriesAtATime { get; }

    /// <summary>Numbers of a row of what is attended to, from d: at least as many, and a multiple of 16.</summary>
    static abstract int Padded(int width);

    /// <summary>Numbers that the values of a key take, of one head of d.</summary>
    static abstract int NumbersOfValue(int width);

    /// <summary>Packs the keys and values of one head.</summary>
    /// <param name="key">[count, d], <paramref name="keyStride"/> apart.</param>
    /// <param name="keyStride">Numbers from one key to the next.</param>
    /// <param name="value">[count, d], <paramref name="valueStride"/> apart.</param>
    /// <param name="valueStride">Numbers from one value to the next.</param>
    /// <param name="width">d.</param>
    /// <param name="to">Where they go.</param>
    static abstract void Pack(T* key, nint keyStride, T* value, nint valueStride, int width, KeysOfHead<T> to);

    /// <summary>Scores of a block: q k^T.</summary>
    /// <param name="queries">[rows, d], <paramref name="stride"/> apart.</param>
    /// <param name="stride">Numbers from one query to the next.</param>
    /// <param name="rows">Up to <see cref="QueriesAtATime"/>.</param>
    /// <param name="width">d.</param>
    /// <param name="keys">Of the head.</param>
    /// <param name="first">The block's first key.</param>
    /// <param name="count">How many, up to <see cref="FlashAttention.KeysAtATime"/>.</param>
    /// <param name="scores">[rows, 192].</param>
    static abstract void Score(T* queries, nint stride, int rows, int width, KeysOfHead<T> keys, int first, int count, float* scores);

    /// <summary>Adds a block's share: weights v.</summary>
    /// <param name="weights">[rows, 192].</param>
    /// <param name="rows">Up to <see cref="QueriesAtATime"/>.</param>
    /// <param name="width">d.</param>
    /// <param name="keys">Of the head.</param>
    /// <param name="first">The block's first key.</param>
    /// <param name="count">How many.</param>
    /// <param name="attended">[rows, padded d].</param>
    static abstract void AddValues(T* weights, int rows, int width, KeysOfHead<T> keys, int first, int count, float* attended);
}
