using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CaToMe.Kernels;
using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Inspection;

/// <summary>What a run finds on this machine: what to look at first where it is slow or fails.</summary>
/// <param name="Version">CaToMe's version.</param>
/// <param name="System">The operating system and .NET.</param>
/// <param name="Processor">Its name, and the vectors that it has.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="FreeMemory">Bytes that this process can take without driving others out.</param>
/// <param name="LibTorch">The folder that libtorch was loaded from.</param>
/// <param name="LibTorchVersion">Its version.</param>
/// <param name="CudaDevices">Number of CUDA devices that it finds.</param>
/// <param name="Device">Where a run computes.</param>
/// <param name="Dtype">In which type.</param>
/// <param name="Products">Which kernel multiplies matrices: <c>own</c>, <c>oneDNN</c> or <c>libtorch</c>.</param>
/// <param name="Convolutions">Which kernel convolves images, for most convolutions: <c>own</c>, <c>oneDNN</c> or <c>libtorch</c>.</param>
/// <param name="Attention">Which kernel attends: <c>own</c> or <c>libtorch</c>.</param>
public sealed record MachineReport(
    string Version, string System, string Processor, int Threads, long FreeMemory, string LibTorch, string LibTorchVersion, int CudaDevices, string Device,
    string Dtype, string Products, string Convolutions, string Attention)
{
    /// <summary>Of an ordinary convolution: SD 1.5's at full resolution.</summary>
    private const int UsualChannels = 320;

    /// <summary>Loads libtorch and looks.</summary>
    /// <param name="device">As <c>PipelineOptions.Device</c>.</param>
    /// <param name="dtype">As <c>PipelineOptions.Dtype</c>.</param>
    /// <exception cref="OptionException">There is no such device or type.</exception>
    /// <exception cref="NativeRuntimeException">libtorch is not there, or is of another version.</exception>
    public static MachineReport Make(string device = "auto", string dtype = "auto")
    {
        var chosen = ComputeDevice.Choose(device, dtype);
        return new MachineReport(
            typeof(MachineReport).Assembly.GetName().Version!.ToString(3),
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}",
            $"{ProcessorName()}; {string.Join(", ", Vectors())}",
            get_num_threads(),
            ProcessMemory.FreeBytes(),
            NativeRuntime.Load(),
            NativeRuntime.LibTorchVersion,
            cuda.is_available() ? cuda.device_count() : 0,
            chosen.Device.ToString(),
            chosen.TypeName,
            Routes.Products(chosen.Device, chosen.Type).Name(),
            Routes.Convolutions(chosen.Device, chosen.Type, UsualChannels, UsualChannels, isSame: true).Name(),
            Routes.Attention(chosen.Device, chosen.Type).Name());
    }

    private static string ProcessorName()
    {
        const string CpuInfo = "/proc/cpuinfo", Name = "model name";
        var known = OperatingSystem.IsLinux() && File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.Create(CultureInfo.InvariantCulture, $"{known ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores");
    }

    private static IEnumerable<string> Vectors()
    {
        yield return Vector512.IsHardwareAccelerated ? "512-bit vectors" : Avx2.IsSupported ? "256-bit vectors" : "128-bit vectors";
        yield return CpuFeatures.HasMatrixUnit ? "native bfloat16 (AMX)" : CpuFeatures.HasBFloat16 ? "native bfloat16" : "no native bfloat16";
    }
}
