using System.Globalization;
using CaToMe.Inspection;
using CaToMe.Models;
using CaToMe.Studies;

namespace CaToMe.Tool.Studies;

/// <summary>What one of several processes of a machine gets: a part of the study, and a GPU or some threads.</summary>
/// <param name="Part">The part.</param>
/// <param name="Gpu">The GPU as <c>CUDA_VISIBLE_DEVICES</c> names it; null on a CPU, and where the command line chose one.</param>
/// <param name="Threads">CPU threads; null where they are not divided.</param>
internal sealed record ProcessShare(StudyShard Part, string? Gpu, int? Threads)
{
    internal const string GpuVariable = "CUDA_VISIBLE_DEVICES";

    /// <summary>Divides a study among processes, and the machine with it.</summary>
    /// <param name="part">What is to be drawn.</param>
    /// <param name="processes">How many processes.</param>
    /// <param name="options">How the model is loaded.</param>
    /// <exception cref="OptionException">There is no such device.</exception>
    internal static IReadOnlyList<ProcessShare> Of(StudyShard part, int processes, PipelineOptions options) =>
        Of(part, processes, options, Environment.ProcessorCount, Gpus(options.Device));

    /// <summary>The same for a machine that is known.</summary>
    /// <param name="part">What is to be drawn.</param>
    /// <param name="processes">How many processes.</param>
    /// <param name="options">How the model is loaded.</param>
    /// <param name="cores">CPU cores.</param>
    /// <param name="gpus">The GPUs to choose from; null for a CPU.</param>
    internal static IReadOnlyList<ProcessShare> Of(
        StudyShard part, int processes, PipelineOptions options, int cores, IReadOnlyList<string>? gpus) =>
    [
        .. part.Divide(processes).Select((own, i) => new ProcessShare(
            own, gpus is { Count: > 0 } ? gpus[i % gpus.Count] : null, gpus is null && options.Threads is null ? Math.Max(1, cores / processes) : null)),
    ];

    /// <summary>The GPUs that this process may use; none where the device is one of them, null where a CPU computes.</summary>
    private static string[]? Gpus(string device)
    {
        if (device.Trim().Equals("cpu", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var machine = MachineReport.Make(device);
        return machine.Device == "cpu" ? null
            : device.Contains(':', StringComparison.Ordinal) ? []
            : Environment.GetEnvironmentVariable(GpuVariable) is { Length: > 0 } visible ? visible.Split(',')
            : [.. Enumerable.Range(0, machine.CudaDevices).Select(i => i.ToString(CultureInfo.InvariantCulture))];
    }
}
