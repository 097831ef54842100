using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CaToMe.Kernels;

/// <summary>
/// The transforms of F(4 x 4, 3 x 3) (Lavin and Gray 2015, section 4.3), for 16 channels at a time: with them, 36 products
/// stand in for the 144 that a tile of 4 x 4 pixels takes. They evaluate polynomials at 0, plus and minus A, plus and minus B,
/// and infinity. The paper has 1 and 2 for A and B; with these the rounding error is half as large, and all constants are exact.
/// </summary>
internal static unsafe class WinogradTransform
{
    /// <summary>Side of a tile of the result, and of what it is made from.</summary>
    internal const int Outputs = 4, Inputs = 6;

    /// <summary>Numbers of a transformed tile: the products.</summary>
    internal const int Products = Inputs * Inputs;

    /// <summary>Floats that a transform keeps between its columns and its rows.</summary>
    internal const int Halfway = Products * Lanes.Count;

        private const float A = 0.75f, A2 = A * A, A3 = A2 * A, B = 1.5f, B2 = B * B, B3 = B2 * B;

    private const float Of0 = 1 / (A2 * B2), OfA = 1 / (2 * A2 * (A2 - B2)), OfB = 1 / (2 * B2 * (B2 - A2));

    /// <summary>B^T d B of one tile.</summary>
    /// <param name="pixels">Where each of the 6 x 6 pixels is.</param>
    /// <param name="channel">The first of 16 channels.</param>
    /// <param name="to">The first product's number; the next ones are <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">See there.</param>
    /// <param name="half">Room for <see cref="Halfway"/> floats.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void OfInput<T>(T** pixels, nint channel, float* to, nint stride, float* half)
        where T : unmanaged
    {
        for (var column = 0; column < Inputs; column++)
        {
            Input(
                Lanes.Load(pixels[column] + channel), Lanes.Load(pixels[Inputs + column] + channel),
                Lanes.Load(pixels[(2 * Inputs) + column] + channel), Lanes.Load(pixels[(3 * Inputs) + column] + channel),
                Lanes.Load(pixels[(4 * Inputs) + column] + channel), Lanes.Load(pixels[(5 * Inputs) + column] + channel),
                half + (column * Lanes.Count), Inputs * Lanes.Count);
        }

        for (var row = 0; row < Inputs; row++)
        {
            var from = half + (row * Inputs * Lanes.Count);
            Input(
                Vector512.Load(from), Vector512.Load(from + Lanes.Count), Vector512.Load(from + (2 * Lanes.Count)), Vector512.Load(from + (3 * Lanes.Count)),
                Vector512.Load(from + (4 * Lanes.Count)), Vector512.Load(from + (5 * Lanes.Count)), to + (row * Inputs * stride), stride);
        }
    }

    /// <summary>G g G^T for 16 outputs of one input channel.</summary>
    /// <param name="weights">The 3 x 3 weights, <paramref name="apart"/> numbers from one to the next.</param>
    /// <param name="apart">See there.</param>
    /// <param name="to">The first product's number; the next ones are <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">See there.</param>
    /// <typeparam name="T"><see cref="float"/> or <see cref="BFloat16"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void OfKernel<T>(T* weights, nint apart, float* to, nint stride)
        where T : unmanaged
    {
        Vector512<float> g00 = Lanes.Load(weights), g01 = Lanes.Load(weights + apart), g02 = Lanes.Load(weights + (2 * apart));
        Vector512<float> g20 = Lanes.Load(weights + (6 * apart)), g21 = Lanes.Load(weights + (7 * apart)), g22 = Lanes.Load(weights + (8 * apart));
        var row = Inputs * stride;
        KernelRow(Of0 * g00, Of0 * g01, Of0 * g02, to, stride);
        KernelRow(g20, g21, g22, to + (5 * row), stride);

        Vector512<float> g10 = Lanes.Load(weights + (3 * apart)), g11 = Lanes.Load(weights + (4 * apart)), g12 = Lanes.Load(weights + (5 * apart));
        Vector512<float> even0 = Even(OfA, A2, g00, g20), even1 = Even(OfA, A2, g01, g21), even2 = Even(OfA, A2, g02, g22);
        Vector512<float> odd0 = OfA * A * g10, odd1 = OfA * A * g11, odd2 = OfA * A * g12;
        KernelRow(even0 + odd0, even1 + odd1, even2 + odd2, to + row, stride);
        KernelRow(even0 - odd0, even1 - odd1, even2 - odd2, to + (2 * row), stride);

        (even0, even1, even2) = (Even(OfB, B2, g00, g20), Even(OfB, B2, g01, g21), Even(OfB, B2, g02, g22));
        (odd0, odd1, odd2) = (OfB * B * g10, OfB * B * g11, OfB * B * g12);
        KernelRow(even0 + odd0, even1 + odd1, even2 + odd2, to + (3 * row), stride);
        KernelRow(even0 - odd0, even1 - odd1, even2 - odd2, to + (4 * row), stride);
    }

    /// <summary>A^T m A: the 4 x 4 pixels of 16 outputs.</summary>
    /// <param name="products">The first product's result; the next ones are <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">See there.</param>
    /// <param name="to">[16, 16]: each pixel's outputs, row by row.</param>
    /// <param name="half">Room for <see cref="Halfway"/> floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void OfOutput(float* products, nint stride, float* to, float* half)
    {
        for (var column = 0; column < Inputs; column++)
        {
            var from = products + (column * stride);
            Output(from, Inputs * stride, half + (column * Lanes.Count), Inputs * Lanes.Count);
        }

        for (var row = 0; row < Outputs; row++)
        {
            Output(half + (row * Inputs * Lanes.Count), Lanes.Count, to + (row * Outputs * Lanes.Count), Lanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Input(
        Vector512<float> d0, Vector512<float> d1, Vector512<float> d2, Vector512<float> d3, Vector512<float> d4, Vector512<float> d5, float* to, nint stride)
    {
        Vector512<float> evenA = d4 - (B2 * d2), oddA = A * (d3 - (B2 * d1)), evenB = d4 - (A2 * d2), oddB = B * (d3 - (A2 * d1));
        ((A2 * B2 * d0) - ((A2 + B2) * d2) + d4).Store(to);
        (evenA + oddA).Store(to + stride);
        (evenA - oddA).Store(to + (2 * stride));
        (evenB + oddB).Store(to + (3 * stride));
        (evenB - oddB).Store(to + (4 * stride));
        ((A2 * B2 * d1) - ((A2 + B2) * d3) + d5).Store(to + (5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void KernelRow(Vector512<float> g0, Vector512<float> g1, Vector512<float> g2, float* to, nint stride)
    {
        Vector512<float> evenA = Even(OfA, A2, g0, g2), oddA = OfA * A * g1, evenB = Even(OfB, B2, g0, g2), oddB = OfB * B * g1;
        (Of0 * g0).Store(to);
        (evenA + oddA).Store(to + stride);
        (evenA - oddA).Store(to + (2 * stride));
        (evenB + oddB).Store(to + (3 * stride));
        (evenB - oddB).Store(to + (4 * stride));
        g2.Store(to + (5 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Even(float factor, float square, Vector512<float> g0, Vector512<float> g2) => factor * (g0 + (square * g2));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Output(float* from, nint stride, float* to, nint apart)
    {
        Vector512<float> a = Vector512.Load(from + stride), minusA = Vector512.Load(from + (2 * stride));
        Vector512<float> b = Vector512.Load(from + (3 * stride)), minusB = Vector512.Load(from + (4 * stride));
        Vector512<float> evenA = a + minusA, oddA = a - minusA, evenB = b + minusB, oddB = b - minusB;
        (Vector512.Load(from) + evenA + evenB).Store(to);
        ((A * oddA) + (B * oddB)).Store(to + apart);
        ((A2 * evenA) + (B2 * evenB)).Store(to + (2 * apart));
        ((A3 * oddA) + (B3 * oddB) + Vector512.Load(from + (5 * stride))).Store(to + (3 * apart));
    }
}
