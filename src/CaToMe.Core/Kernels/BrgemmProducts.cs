namespace CaToMe.Kernels;

/// <summary>
/// Attention's products in bfloat16, by <see cref="Brgemm"/>. Keys are blocks of up to 192, [d / 2, keys, 2]; values likewise,
/// [keys / 2, d, 2]. d is even.
/// </summary>
internal readonly unsafe struct BrgemmProducts : IAttentionProducts<BFloat16>
{
    /// <summary>Their scores stay in the first-level cache.</summary>
    public static int QueriesAtATime => 32;

    public static int Padded(int width) => (int)Panels.Padded(width);

    public static int NumbersOfValue(int width) => width;

    public static void Pack(BFloat16* key, nint keyStride, BFloat16* value, nint valueStride, int width, KeysOfHead<BFloat16> to)
    {
        var zeros = stackalloc BFloat16[width];
        new Span<BFloat16>(zeros, width).Clear();
        for (var first = 0; first < to.Padded; first += FlashAttention.KeysAtATime)
        {
            var block = Math.Min(FlashAttention.KeysAtATime, to.Padded - first);
            var count = Math.Min(block, to.Count - first);
            uint* keys = (uint*)Block(to.Keys, first, width); // of two numbers each
            BFloat16* values = Block(to.Values, first, width);
            new Span<uint>(keys, block * width / 2).Clear();
            new Span<BFloat16>(values, block * width).Clear();
            for (var i = 0; i < count; i++)
            {
                var pairs = (uint*)(key + ((first + i) * keyStride));
                for (var pair = 0; pair < width / 2; pair++)
                {
                    keys[(pair * block) + i] = pairs[pair];
                }
            }

            for (var i = 0; i < count; i += 2)
            {
                var from = value + ((first + i) * valueStride);
                Lanes.Interleave(from, i + 1 < count ? from + valueStride : zeros, values + (i * width), width);
            }
        }
    }

    public static void Score(BFloat16* queries, nint stride, int rows, int width, KeysOfHead<BFloat16> keys, int first, int count, float* scores) =>
        Brgemm.Multiply(queries, stride, Block(keys.Keys, first, width), scores, FlashAttention.KeysAtATime, rows, count, width, adds: false);

    public static void AddValues(BFloat16* weights, int rows, int width, KeysOfHead<BFloat16> keys, int first, int count, float* attended) =>
        Brgemm.Multiply(
            weights, FlashAttention.KeysAtATime, Block(keys.Values, first, width), attended, Padded(width), rows, width, count, adds: true);

    /// <summary>A block of keys or values.</summary>
    private static BFloat16* Block(BFloat16* all, int first, int width) => all + ((nint)first * width);
}
