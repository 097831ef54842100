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

    private const int Kernel = 3, Lanes = 16;

    private const float A = 0.75f, A2 = A * A, A3 = A2 * A, B = 1.5f, B2 = B * B, B3 = B2 * B;

    /// <summary>B^T d B of one tile.</summary>
    /// <param name="pixels">Where each of the 6 x 6 pixels is.</param>
    /// <param name="channel">The first of 16 channels.</param>
    /// <param name="to">The first product's number; the next ones are <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">See there.</param>
    internal static void OfInput(float** pixels, nint channel, float* to, nint stride)
    {
        var half = stackalloc float[Products * Lanes];
        for (var column = 0; column < Inputs; column++)
        {
            Input(
                Vector512.Load(pixels[column] + channel), Vector512.Load(pixels[Inputs + column] + channel),
                Vector512.Load(pixels[(2 * Inputs) + column] + channel), Vector512.Load(pixels[(3 * Inputs) + column] + channel),
                Vector512.Load(pixels[(4 * Inputs) + column] + channel), Vector512.Load(pixels[(5 * Inputs) + column] + channel),
                half + (column * Lanes), Inputs * Lanes);
        }

        for (var row = 0; row < Inputs; row++)
        {
            var from = half + (row * Inputs * Lanes);
            Input(
                Vector512.Load(from), Vector512.Load(from + Lanes), Vector512.Load(from + (2 * Lanes)), Vector512.Load(from + (3 * Lanes)),
                Vector512.Load(from + (4 * Lanes)), Vector512.Load(from + (5 * Lanes)), to + (row * Inputs * stride), stride);
        }
    }

    /// <summary>G g G^T for 16 outputs of one input channel.</summary>
    /// <param name="weights">The 3 x 3 weights, <paramref name="apart"/> floats from one to the next.</param>
    /// <param name="apart">See there.</param>
    /// <param name="to">The first product's number; the next ones are <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">See there.</param>
    internal static void OfKernel(float* weights, nint apart, float* to, nint stride)
    {
        var half = stackalloc float[Inputs * Kernel * Lanes];
        for (var column = 0; column < Kernel; column++)
        {
            KernelRow(
                Vector512.Load(weights + (column * apart)), Vector512.Load(weights + ((Kernel + column) * apart)),
                Vector512.Load(weights + (((2 * Kernel) + column) * apart)), half + (column * Lanes), Kernel * Lanes);
        }

        for (var row = 0; row < Inputs; row++)
        {
            var from = half + (row * Kernel * Lanes);
            KernelRow(Vector512.Load(from), Vector512.Load(from + Lanes), Vector512.Load(from + (2 * Lanes)), to + (row * Inputs * stride), stride);
        }
    }

    /// <summary>A^T m A: the 4 x 4 pixels of 16 outputs.</summary>
    /// <param name="products">The first product's result; the next ones are <paramref name="stride"/> floats apart.</param>
    /// <param name="stride">See there.</param>
    /// <param name="to">[16, 16]: each pixel's outputs, row by row.</param>
    internal static void OfOutput(float* products, nint stride, float* to)
    {
        var half = stackalloc float[Outputs * Inputs * Lanes];
        for (var column = 0; column < Inputs; column++)
        {
            var from = products + (column * stride);
            Output(from, Inputs * stride, half + (column * Lanes), Inputs * Lanes);
        }

        for (var row = 0; row < Outputs; row++)
        {
            Output(half + (row * Inputs * Lanes), Lanes, to + (row * Outputs * Lanes), Lanes);
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
        const float OfA = 1 / (2 * A2 * (A2 - B2)), OfB = 1 / (2 * B2 * (B2 - A2));
        Vector512<float> evenA = OfA * (g0 + (A2 * g2)), oddA = OfA * A * g1, evenB = OfB * (g0 + (B2 * g2)), oddB = OfB * B * g1;
        (1 / (A2 * B2) * g0).Store(to);
        (evenA + oddA).Store(to + stride);
        (evenA - oddA).Store(to + (2 * stride));
        (evenB + oddB).Store(to + (3 * stride));
        (evenB - oddB).Store(to + (4 * stride));
        g2.Store(to + (5 * stride));
    }

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
