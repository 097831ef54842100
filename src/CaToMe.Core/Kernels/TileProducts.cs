namespace CaToMe.Kernels;

/// <summary>
/// Attention's products in float32, by <see cref="Tile"/>. Keys are panels of 48 keys, [d, 48]; values are panels of 48 of their d
/// columns, [keys, 48], the last one of 16, 32 or 48.
/// </summary>
internal readonly unsafe struct TileProducts : IAttentionProducts<float>
{
    public static int QueriesAtATime => Tile.Rows;

    public static int Padded(int width) => (int)Panels.Padded(width);

    public static int NumbersOfValue(int width) => Padded(width);

    public static void Pack(float* key, nint keyStride, float* value, nint valueStride, int width, KeysOfHead<float> to)
    {
        for (var first = 0; first < to.Count; first += Tile.Columns)
        {
            var count = Math.Min(Tile.Columns, to.Count - first);
            Panels.PackTransposed(key + (first * keyStride), keyStride, count, width, KeyPanel(to, first, width), Tile.Columns);
        }

        for (var column = 0; column < width; column += Tile.Columns)
        {
            var columns = Math.Min(Tile.Columns, width - column);
            Panels.Pack(value + column, valueStride, columns, to.Count, to.Padded, ValuePanel(to, column), Panels.Width(columns));
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
            var columns = Panels.Width(padded - column);
            Tile.Multiply(
                weights, FlashAttention.KeysAtATime, ValuePanel(keys, column, first, columns), count, part, padded, part, padded, rows, columns, columns);
        }
    }

    /// <summary>48 keys, [d, 48].</summary>
    private static float* KeyPanel(KeysOfHead<float> keys, int first, int width) => keys.Keys + ((nint)first * width);

    /// <summary>Up to 48 columns of the values, from a key on.</summary>
    private static float* ValuePanel(KeysOfHead<float> keys, int column, int first = 0, int columns = 0) =>
        keys.Values + ((nint)column * keys.Padded) + ((nint)first * columns);
}
