using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace CaToMe.Runtime;

/// <summary>Where a model runs, and in which floating-point type.</summary>
internal sealed record ComputeDevice(Device Device, ScalarType Type)
{
    /// <summary>Names that <c>PipelineOptions.Dtype</c> accepts.</summary>
    internal static readonly IReadOnlyList<string> TypeNames = ["auto", "float32", "bfloat16", "float16"];

    internal string TypeName => NameOf(Type);

    /// <summary>A type as users call it.</summary>
    internal static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float16 => "float16",
        ScalarType.BFloat16 => "bfloat16",
        _ => "float32",
    };

    /// <summary>Loads libtorch and chooses.</summary>
    /// <exception cref="OptionException">No such device or type, or a type that the device does badly.</exception>
    internal static ComputeDevice Choose(string deviceName, string dtype)
    {
        var libTorch = NativeRuntime.Load();
        var device = ChooseDevice(deviceName.Trim().ToLowerInvariant(), libTorch);
        var onCpu = device.type == DeviceType.CPU;
        return new ComputeDevice(device, dtype.Trim().ToLowerInvariant() switch
        {
            "auto" => onCpu ? ScalarType.Float32 : ScalarType.Float16,
            "float32" => ScalarType.Float32,
            "bfloat16" => ScalarType.BFloat16,
            "float16" when onCpu => throw new OptionException("Dtype", dtype,
                "CPUs compute float16 about a thousand times slower than float32. Give float32 or bfloat16, or a CUDA device."),
            "float16" => ScalarType.Float16,
            _ => throw new OptionException("Dtype", dtype, $"give one of {string.Join(", ", TypeNames)}."),
        });
    }

    private static Device ChooseDevice(string name, string libTorch)
    {
        if (name == "cpu" || (name == "auto" && !cuda.is_available()))
        {
            return CPU;
        }

        var index = 0;
        var parts = name.Split(':');
        if (name is not ("auto" or "cuda")
            && (parts is not ["cuda", var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new OptionException("Device", name, "give auto, cpu, cuda or cuda:N.");
        }

        if (!cuda.is_available())
        {
            throw new OptionException("Device", name,
                $"the libtorch in {libTorch} finds no CUDA device. Set {NativeRuntime.LibTorchVariable} to a libtorch {NativeRuntime.LibTorchVersion} "
                + "built for CUDA, check the driver with nvidia-smi, or give cpu.");
        }

        return index < cuda.device_count()
            ? new Device(DeviceType.CUDA, index)
            : throw new OptionException("Device", name,
                $"this machine has {cuda.device_count()} CUDA device(s): give cuda:0 to cuda:{cuda.device_count() - 1}.");
    }
}
