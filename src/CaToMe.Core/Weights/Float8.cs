namespace CaToMe.Weights;

/// <summary>
/// Floating-point numbers of 8 bits, which become float16 when they are read: every value of either form is one of float16 too.
/// Reference: OCP, 8-bit Floating Point Specification, the forms E4M3 (without infinities) and E5M2.
/// </summary>
internal static class Float8
{
    private static readonly Dictionary<string, Half[]> Values = new(StringComparer.Ordinal)
    {
        ["F8_E4M3"] = [.. Enumerable.Range(0, 256).Select(OfE4M3)],
        ["F8_E5M2"] = [.. Enumerable.Range(0, 256).Select(bits => BitConverter.Int16BitsToHalf((short)(bits << 8)))],
    };

    internal static IEnumerable<string> Names => Values.Keys;

    /// <summary>Whether a header's type is one of them.</summary>
    internal static bool Is(string storedType) => Values.ContainsKey(storedType);

    /// <summary>Converts numbers.</summary>
    /// <param name="storedType">Their type.</param>
    /// <param name="bytes">The numbers as they are stored.</param>
    /// <param name="to">As many numbers of float16.</param>
    internal static void Convert(string storedType, ReadOnlySpan<byte> bytes, Span<Half> to)
    {
        var values = Values[storedType];
        for (var i = 0; i < bytes.Length; i++)
        {
            to[i] = values[bytes[i]];
        }
    }

    /// <summary>Sign, 4 bits of exponent (bias 7), 3 of mantissa; all ones is no number.</summary>
    private static Half OfE4M3(int bits)
    {
        var (exponent, mantissa) = ((bits >> 3) & 15, bits & 7);
        var size = (exponent, mantissa) == (15, 7) ? double.NaN
            : exponent == 0 ? Math.ScaleB(mantissa, -9)
            : Math.ScaleB(8 + mantissa, exponent - 10);
        return (Half)(bits < 128 ? size : -size);
    }
}
