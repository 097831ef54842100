namespace CaToMe.Kernels;

/// <summary>
/// Attention's products in float32, by <see cref="Tile"/>. Keys are panels of 48 keys, [d, 48]; values are panels of 48 of their d
/// columns, [keys, 48].
/// </summary>
internal readonly unsafe struct TileProducts : IAttentionProducts<float>
{
    public static int QueriesAtATime => Tile.Rows;

    public static int Padded(int width) => (int)Panels.Count(width) * Tile.Columns;

    public static int NumbersOfValue(int width) => Padded(width);

    public static void Pack(float* key, nint keyStride, float* value, nint valueStride, int width, KeysOfHead<float> to)
    {
        for (var first = 0; first < to.Count; first += Tile.Columns)
        {
            Panels.PackTransposed(key + (first * keyStride), keyStride, Math.Min(Tile.Columns, to.Count - first), width, KeyPanel(to, first, width));
        }

        for (var column = 0; column < width; column += Tile.Columns)
        {
            Panels.Pack(value + column, valueStride, Math.Min(Tile.Columns, width - column), to.Count, to.Padded, ValuePanel(to, column, 0));
        }
    }

    public static void Score(float* queries, nint stride, int rows, int width, KeysOfHead<float> keys, int first, int count, float* scores)
    {
        var zeros = stackalloc float[Tile.Columns];
        new Span<float>(zeros, Tile.Columns).Clear();
        for (var key = 0; key < count; key += Tile.Columns)
        {
            Tile.Multiply(queries, stride, KeyPanel(keys, first + key, width), width, zeros, 0, scores + key, FlashAttention.KeysAtATime, rows);
        }
    }

    public static void AddValues(float* weights, int rows, int width, KeysOfHead<float> keys, int first, int count, float* attended)
    {
        var padded = Padded(width);
        for (var column = 0; column < padded; column += Tile.Columns)
        {
            var part = attended + column;
            Tile.Multiply(weights, FlashAttention.KeysAtATime, ValuePanel(keys, column, first), count, part, padded, part, padded, rows);
        }
    }

    /// <summary>48 keys, [d, 48].</summary>
    private static float* KeyPanel(KeysOfHead<float> keys, int first, int width) => keys.Keys + ((nint)first * width);

    /// <summary>48 columns of the values, from a key on: [., 48].</summary>
    private static float* ValuePanel(KeysOfHead<float> keys, int column, int first) =>
        keys.Values + ((nint)column * keys.Padded) + ((nint)first * Tile.Columns);
}
