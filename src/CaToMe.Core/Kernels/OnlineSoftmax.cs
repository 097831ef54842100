using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaToMe.Kernels;

/// <summary>The softmax of a row that arrives in parts (FlashAttention, algorithm 1), in powers of two.</summary>
internal static unsafe class OnlineSoftmax
{
    /// <summary>1.5 x 2^23: added to a small number, its last bits are the number rounded.</summary>
    private const float Rounding = 12582912f;

    /// <summary>Below it a power of two is not a normal number; it counts as 0 beside the row's largest, 1.</summary>
    private const float Smallest = -126f;

    /// <summary>Turns scores into weights, 2^(factor x (score - largest so far)).</summary>
    /// <param name="scores">The next part of the row.</param>
    /// <param name="count">How many: a multiple of 16.</param>
    /// <param name="factor">Of the scores, above 0.</param>
    /// <param name="weights">Where the weights go; may be where the scores are.</param>
    /// <param name="largest">The largest score so far; minus infinity at first.</param>
    /// <param name="sum">The sum of all weights so far.</param>
    /// <returns>What the earlier weights, and what was made of them, are to be multiplied with.</returns>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Next<T>(float* scores, int count, float factor, T* weights, ref float largest, ref float sum)
        where T : unmanaged
    {
        var most = Vector512.Load(scores);
        for (var i = 16; i < count; i += 16)
        {
            most = Vector512.MaxNative(most, Vector512.Load(scores + i));
        }

        var now = MathF.Max(largest, Largest(most));
        var scale = now == largest ? 1 : MathF.Pow(2, factor * (largest - now));
        var (times, subtract) = (Vector512.Create(factor), Vector512.Create(now));
        var sums = Vector512<float>.Zero;
        for (var i = 0; i < count; i += 16)
        {
            var weight = PowerOfTwo((Vector512.Load(scores + i) - subtract) * times);
            sums += weight;
            Lanes.Store(weight, weights + i);
        }

        largest = now;
        sum = (sum * scale) + Vector512.Sum(sums);
        return scale;
    }

    /// <summary>2^x for x up to 127, to the last bit but one (the polynomial of Cephes' exp2f). What is not a number stays so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> PowerOfTwo(Vector512<float> x)
    {
        x = Vector512.MaxNative(Vector512.Create(Smallest), x); // of this order: the maximum with what is not a number is the second one
        var shifted = x + Vector512.Create(Rounding);
        var rest = x - (shifted - Vector512.Create(Rounding)); // -0.5 to 0.5
        var power = Vector512.Create(1.535336188319500e-4f);
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(1.339887440266574e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(9.618437357674640e-3f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(5.550332471162809e-2f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(2.402264791363012e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512.Create(6.931472028550421e-1f));
        power = Vector512.FusedMultiplyAdd(power, rest, Vector512<float>.One);
        return (power.AsInt32() + Vector512.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
    }

    private static float Largest(Vector512<float> x)
    {
        var half = Vector256.Max(x.GetLower(), x.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        return MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
    }
}
