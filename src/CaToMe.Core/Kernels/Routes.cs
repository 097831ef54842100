using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// Which way the arithmetic takes on this machine, decided by the processor alone: the same in every run, so that pictures
/// repeat. libtorch's products are slow on processors that are not Intel's, and its attention in float32 everywhere.
/// </summary>
internal static class Routes
{
    /// <summary>Whether products of matrices are our own.</summary>
    internal static bool OwnProducts(Device device, ScalarType type) => HasWideVectors(device) && type == ScalarType.Float32;

    /// <summary>Whether 3 x 3 convolutions are our own.</summary>
    internal static bool OwnConvolutions(Device device, ScalarType type, long inputs, long outputs) =>
        OwnProducts(device, type) && WinogradConvolution.Takes(inputs, outputs);

    /// <summary>Whether attention is our own. In bfloat16 too: scores and softmax are float32 either way.</summary>
    internal static bool OwnAttention(Device device, ScalarType type) => HasWideVectors(device) && type is (ScalarType.Float32 or ScalarType.BFloat16);

    /// <summary>Compiles the innermost loops, which the first call would wait for; for while libtorch is being loaded.</summary>
    internal static unsafe void Compile()
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var panel = stackalloc float[Tile.Rows * Tile.Columns];
            Tile.Multiply(panel, 1, panel, 1, panel, Tile.Columns, panel, Tile.Columns);
            float largest = 0, sum = 0;
            OnlineSoftmax.Next(panel, Tile.Columns, ref largest, ref sum);
        }
    }

    private static bool HasWideVectors(Device device) => device.type == TorchSharp.DeviceType.CPU && Vector512.IsHardwareAccelerated;
}
