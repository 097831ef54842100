using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CaToMe.Kernels;

/// <summary>16 numbers, a vector of 512 bits: they are computed with in float32, and lie in memory as that or as <see cref="BFloat16"/>.</summary>
internal static unsafe class Lanes
{
    internal const int Count = 16;

    /// <summary>Half of the last bit that <see cref="BFloat16"/> keeps, less one.</summary>
    private const uint AlmostHalf = 0x7FFF;

    private const int LowerBits = 16;

    private const int LineOfCache = 64;

    /// <summary>Reads 16 numbers.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Load<T>(T* from)
        where T : unmanaged => typeof(T) == typeof(float)
        ? Vector512.Load((float*)from)
        : Vector512.ShiftLeft(Widened((ushort*)from), LowerBits).AsSingle();

    /// <summary>Writes 16 numbers, as <see cref="BFloat16"/> rounded to the nearest, of two as near to the even one.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store<T>(Vector512<float> numbers, T* to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            numbers.Store((float*)to);
            return;
        }

        var halves = Rounded(numbers);
        (Avx512F.IsSupported ? Avx512F.ConvertToVector256UInt16(halves) : Vector512.Narrow(halves, halves).GetLower()).Store((ushort*)to);
    }

    /// <summary>The upper halves of 16 numbers, rounded. What is not a number stays so: those that processors make have no lower bits to carry over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<uint> Rounded(Vector512<float> numbers)
    {
        var bits = numbers.AsUInt32();
        var isOdd = Vector512.ShiftRightLogical(bits, LowerBits) & Vector512<uint>.One;
        return Vector512.ShiftRightLogical(bits + Vector512.Create(AlmostHalf) + isOdd, LowerBits);
    }

    /// <summary>Writes numbers times a factor.</summary>
    /// <param name="from">Numbers up to a multiple of 16 can be read.</param>
    /// <param name="factor">Of all of them.</param>
    /// <param name="to">Where they go; may be where they are.</param>
    /// <param name="count">How many.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    internal static void Scale<T>(float* from, float factor, T* to, int count)
        where T : unmanaged
    {
        var whole = count / Count * Count;
        for (var i = 0; i < whole; i += Count)
        {
            Store(Vector512.Load(from + i) * factor, to + i);
        }

        if (whole < count)
        {
            var rest = stackalloc T[Count];
            Store(Vector512.Load(from + whole) * factor, rest);
            new Span<T>(rest, count - whole).CopyTo(new Span<T>(to + whole, count - whole));
        }
    }

    /// <summary>Writes numbers of two rows in turn.</summary>
    /// <param name="first">[count].</param>
    /// <param name="second">[count].</param>
    /// <param name="to">[count, 2].</param>
    /// <param name="count">Of each.</param>
    internal static void Interleave(BFloat16* first, BFloat16* second, BFloat16* to, int count)
    {
        ushort* even = (ushort*)first, odd = (ushort*)second;
        var pairs = (uint*)to;
        var i = 0;
        for (; i + Count <= count; i += Count)
        {
            (Widened(even + i) | Vector512.ShiftLeft(Widened(odd + i), LowerBits)).Store(pairs + i);
        }

        for (; i < count; i++)
        {
            pairs[i] = even[i] | ((uint)odd[i] << LowerBits);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Widened(ushort* from) => Vector512.WidenLower(Vector256.Load(from).ToVector512Unsafe());

    /// <summary>Asks for numbers that will be needed soon; where the processor can. It may name memory that is not there.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Prefetch<T>(T* from, int count)
        where T : unmanaged
    {
        for (var line = (byte*)from; Sse.IsSupported && line < from + count; line += LineOfCache)
        {
            Sse.Prefetch1(line);
        }
    }
}
