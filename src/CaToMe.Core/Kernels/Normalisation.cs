using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// Group normalisation, with SiLU where it is asked for: an image is read twice and written once, over itself where it is not needed
/// any more. Sums are of double precision, and do not depend on the number of threads.
/// </summary>
internal static unsafe class Normalisation
{
    /// <summary>Numbers of a part of the work: what the second-level cache has.</summary>
    private const int NumbersAtATime = 1 << 15;

    /// <summary>Above it, a power of two is not finite; SiLU is 0 long before.</summary>
    private const float Largest = 126f;

    /// <summary>Whether an image can be normalised this way.</summary>
    /// <param name="image">[B, H, W, C].</param>
    internal static bool Takes(Tensor image) => image.is_contiguous() && image.shape[^1] % Lanes.Count == 0 && image.numel() > 0;

    /// <summary>Normalises an image over the pixels and channels of each group.</summary>
    /// <param name="image">[B, H, W, C], float32 or bfloat16.</param>
    /// <param name="groups">How many of one size the channels are.</param>
    /// <param name="weight">[C]: what each channel is multiplied with then.</param>
    /// <param name="bias">[C]: what is added.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="activates">Whether SiLU, x / (1 + e^-x), follows.</param>
    /// <param name="result">[B, H, W, C], of the same type; may be the image.</param>
    internal static void Apply(Tensor image, int groups, Tensor weight, Tensor bias, double epsilon, bool activates, Tensor result)
    {
        if (image.dtype == ScalarType.BFloat16)
        {
            Apply<BFloat16>(image, groups, weight, bias, epsilon, activates, result);
        }
        else
        {
            Apply<float>(image, groups, weight, bias, epsilon, activates, result);
        }
    }

    /// <typeparam name="T">What the images are of.</typeparam>
    private static void Apply<T>(Tensor image, int groups, Tensor weight, Tensor bias, double epsilon, bool activates, Tensor result)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        T* from = TensorMemory.Numbers<T>(image), to = TensorMemory.Numbers<T>(result);
        var (samples, pixels, channels) = (image.shape[0], image.shape[1] * image.shape[2], (int)image.shape[3]);
        var atATime = Math.Max(1, NumbersAtATime / channels);
        var parts = (pixels + atATime - 1) / atATime; // of a sample

        var sums = empty([samples, parts, groups, 2], ScalarType.Float64);
        var moments = (Moments*)TensorMemory.Bytes(sums);
        Team.Run(samples * parts, part =>
        {
            var (first, count) = Pixels(part);
            Sum(from + (first * channels), count, channels, new Span<Moments>(moments + (part * groups), groups));
        });

        var factors = empty([samples, 2, channels]);
        var (weights, biases) = (weight.to(ScalarType.Float32), bias.to(ScalarType.Float32));
        var scales = TensorMemory.Floats(factors);
        for (var sample = 0L; sample < samples; sample++)
        {
            var whole = Whole(new ReadOnlySpan<Moments>(moments + (sample * parts * groups), (int)parts * groups), groups);
            var scale = scales + (sample * 2 * channels);
            SetFactors(whole, pixels, epsilon, TensorMemory.Floats(weights), TensorMemory.Floats(biases), channels, scale, scale + channels);
        }

        Team.Run(samples * parts, part =>
        {
            var (first, count) = Pixels(part);
            var scale = scales + (part / parts * 2 * channels);
            Write(from + (first * channels), count, channels, scale, scale + channels, activates, to + (first * channels));
        });

        (long First, int Count) Pixels(long part)
        {
            var first = part % parts * atATime;
            return ((part / parts * pixels) + first, (int)Math.Min(atATime, pixels - first));
        }
    }

    /// <summary>The sums of a part's groups.</summary>
    private static void Sum<T>(T* from, int pixels, int channels, Span<Moments> groups)
        where T : unmanaged
    {
        double* sums = stackalloc double[Lanes.Count], squares = stackalloc double[Lanes.Count];
        var ofGroup = channels / groups.Length;
        groups.Clear();
        for (var channel = 0; channel < channels; channel += Lanes.Count)
        {
            Vector512<double> lowSum = default, highSum = default, lowSquares = default, highSquares = default;
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var (low, high) = Vector512.Widen(Lanes.Load(from + ((nint)pixel * channels) + channel));
                (lowSum, highSum) = (lowSum + low, highSum + high);
                (lowSquares, highSquares) = (Vector512.FusedMultiplyAdd(low, low, lowSquares), Vector512.FusedMultiplyAdd(high, high, highSquares));
            }

            lowSum.Store(sums);
            highSum.Store(sums + Vector512<double>.Count);
            lowSquares.Store(squares);
            highSquares.Store(squares + Vector512<double>.Count);
            for (var i = 0; i < Lanes.Count; i++)
            {
                groups[(channel + i) / ofGroup] += new Moments(sums[i], squares[i]);
            }
        }
    }

    /// <summary>A sample's sums, of all its parts.</summary>
    private static Moments[] Whole(ReadOnlySpan<Moments> parts, int groups)
    {
        var whole = new Moments[groups];
        for (var i = 0; i < parts.Length; i++)
        {
            whole[i % groups] += parts[i];
        }

        return whole;
    }

    /// <summary>What a sample's channels are multiplied with, and what is added then.</summary>
    private static void SetFactors(
        ReadOnlySpan<Moments> groups, long pixels, double epsilon, float* weight, float* bias, int channels, float* scale, float* shift)
    {
        var ofGroup = channels / groups.Length;
        for (var channel = 0; channel < channels; channel++)
        {
            var (mean, deviation) = groups[channel / ofGroup].Of(pixels * ofGroup, epsilon);
            var factor = weight[channel] / deviation;
            (scale[channel], shift[channel]) = ((float)factor, (float)(bias[channel] - (mean * factor)));
        }
    }

    private static void Write<T>(T* from, int pixels, int channels, float* scale, float* shift, bool activates, T* to)
        where T : unmanaged
    {
        for (var channel = 0; channel < channels; channel += Lanes.Count)
        {
            var (times, plus) = (Vector512.Load(scale + channel), Vector512.Load(shift + channel));
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var place = ((nint)pixel * channels) + channel;
                var x = Vector512.FusedMultiplyAdd(Lanes.Load(from + place), times, plus);
                Lanes.Store(activates ? Silu(x) : x, to + place);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Silu(Vector512<float> x)
    {
        var power = Vector512.MinNative(Vector512.Create(Largest), x * Vector512.Create(-MathF.Log2(MathF.E))); // what is not a number stays so
        return x / (Vector512<float>.One + OnlineSoftmax.PowerOfTwo(power));
    }

    /// <summary>Sums of numbers and of their squares.</summary>
    private readonly record struct Moments(double Sum, double Squares)
    {
        public static Moments operator +(Moments a, Moments b) => new(a.Sum + b.Sum, a.Squares + b.Squares);

        internal (double Mean, double Deviation) Of(double count, double epsilon)
        {
            var mean = Sum / count;
            return (mean, Math.Sqrt(Math.Max(0, (Squares / count) - (mean * mean)) + epsilon));
        }
    }
}
