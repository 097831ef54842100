using System.Runtime.Intrinsics;
using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Kernels;

/// <summary>
/// Which way the arithmetic takes on this machine, decided by the processor alone: the same in every run, so that pictures
/// repeat. libtorch's products in float32 are slow on processors that are not Intel's, and its attention on all of them; in bfloat16
/// its layers put weights in order at every call.
/// </summary>
internal static class Routes
{
    /// <summary>How matrices are multiplied.</summary>
    internal static Route Products(Device device, ScalarType type) => (type, device.type) switch
    {
        (ScalarType.Float32, _) when HasOwn(device, type) => Route.Own,
        (ScalarType.BFloat16, TorchSharp.DeviceType.CPU) when OneDnn.Takes(type) => Route.OneDnn,
        _ => Route.LibTorch,
    };

    /// <summary>How images are convolved. In bfloat16 Winograd's sums in float32 are faster than direct ones in bfloat16.</summary>
    /// <param name="device">Where.</param>
    /// <param name="type">In which type.</param>
    /// <param name="inputs">Channels of the image.</param>
    /// <param name="outputs">Channels of the result.</param>
    /// <param name="isSame">Whether the result is as large as the image: a kernel of 3 x 3, a stride of 1, a border of 1.</param>
    internal static Route Convolutions(Device device, ScalarType type, long inputs, long outputs, bool isSame) => Products(device, type) switch
    {
        _ when isSame && HasOwn(device, type) && WinogradConvolution.Takes(inputs) => Route.Own,
        Route.LibTorch => Route.LibTorch,
        _ => OneDnn.TakesKernel(outputs) ? Route.OneDnn : Route.LibTorch,
    };

    /// <summary>How tokens attend. Scores and softmax are float32 either way.</summary>
    internal static Route Attention(Device device, ScalarType type) => HasOwn(device, type) ? Route.Own : Route.LibTorch;

    /// <summary>How images are normalised.</summary>
    internal static Route Normalisation(Device device, ScalarType type) =>
        device.type == TorchSharp.DeviceType.CPU && Vector512.IsHardwareAccelerated && type is ScalarType.Float32 or ScalarType.BFloat16
            ? Route.Own
            : Route.LibTorch;

    /// <summary>Whether weights are kept in another form than the checkpoint's.</summary>
    internal static bool PacksWeights(Device device, ScalarType type) => HasOwn(device, type) || Products(device, type) != Route.LibTorch;

    /// <summary>
    /// Whether our own convolutions and attention are the fastest here. They take bfloat16 too, but processors with a unit for
    /// products of its matrices (AMX) are faster with libraries that use it.
    /// </summary>
    private static bool HasOwn(Device device, ScalarType type) =>
        device.type == TorchSharp.DeviceType.CPU && Vector512.IsHardwareAccelerated
        && (type == ScalarType.Float32 || (type == ScalarType.BFloat16 && !CpuFeatures.HasMatrixUnit));
}
