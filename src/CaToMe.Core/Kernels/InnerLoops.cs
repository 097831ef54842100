using System.Runtime.Intrinsics;

namespace CaToMe.Kernels;

/// <summary>The loops that all time is spent in. They are compiled for the processor at hand, which the first call would wait for.</summary>
internal static unsafe class InnerLoops
{
    /// <summary>Compiles them; without the native library.</summary>
    internal static void Compile()
    {
        if (!Vector512.IsHardwareAccelerated)
        {
            return;
        }

        const int Some = WinogradTransform.Halfway; // the most that one of them reads or writes
        float* from = stackalloc float[Some], to = stackalloc float[Some], half = stackalloc float[Some];
        Tile.Multiply(from, 1, from, 1, from, Tile.Columns, to, Tile.Columns);
        Tile.Multiply(from, 1, from, 1, from, Tile.Columns, to, Tile.Columns, columns: Lanes.Count);
        Transposition.Of16By16(from, Lanes.Count, to, Lanes.Count);
        WinogradTransform.OfKernel(from, Lanes.Count, to, Lanes.Count);
        WinogradTransform.OfOutput(from, Lanes.Count, to, half);
        var pixels = stackalloc float*[WinogradTransform.Products];
        for (var i = 0; i < WinogradTransform.Products; i++)
        {
            pixels[i] = from;
        }

        WinogradTransform.OfInput(pixels, 0, to, Lanes.Count, half);
        float largest = 0, sum = 0;
        OnlineSoftmax.Next(from, Tile.Columns, 1, to, ref largest, ref sum);
    }
}
