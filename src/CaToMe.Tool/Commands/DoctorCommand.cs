using System.CommandLine;
using System.Globalization;
using CaToMe.Inspection;
using CaToMe.Measuring;
using CaToMe.Models;
using CaToMe.Tool.Options;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Commands;

/// <summary><c>catome doctor</c>: what this machine has, and whether it computes the right numbers.</summary>
internal sealed class DoctorCommand : ToolCommand
{
    private readonly Option<string?> device = (Option<string?>)OptionTypes.Of(PipelineSettings.Device);
    private readonly Option<string?> dtype = (Option<string?>)OptionTypes.Of(PipelineSettings.Dtype);
    private readonly Option<bool> json = OutputOptionGroup.Json("One JSON object on standard output.");

    internal DoctorCommand() : base("doctor", "Show device, libtorch, processor and memory, and check with a small picture that the numbers are right.")
    {
        Add(device);
        Add(dtype);
        Add(json);
        Does(Run);
    }

    internal override IReadOnlyList<(string Purpose, string CommandLine)> Examples =>
    [
        ("Before you report a problem:", "catome doctor"),
        ("Whether the graphics card computes as it should:", "catome doctor --device cuda"),
    ];

    private async Task<int> Run(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var defaults = new PipelineOptions();
        var options = defaults with { Device = parsed.GetValue(device) ?? defaults.Device, Dtype = parsed.GetValue(dtype) ?? defaults.Dtype };
        var machine = MachineReport.Make(options.Device, options.Dtype);
        if (!parsed.GetValue(json))
        {
            Show(terminal, machine);
        }

        var check = await SelfCheck.RunAsync(options, cancellationToken);
        terminal.Result(parsed.GetValue(json) ? new DoctorRecord(machine, check).ToJson() : Row("self-check", Verdict(check)));
        return check.Passed ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Show(Terminal terminal, MachineReport machine)
    {
        terminal.Result(Row("CaToMe", $"{machine.Version} on {machine.System}"));
        terminal.Result(Row("processor", machine.Processor));
        terminal.Result(Row("threads", machine.Threads.ToString(CultureInfo.CurrentCulture)));
        terminal.Result(Row("memory", $"{Numbers.Bytes(machine.FreeMemory)} free"));
        terminal.Result(Row("libtorch", $"{machine.LibTorchVersion} in {machine.LibTorch}"));
        terminal.Result(Row("CUDA", machine.CudaDevices == 0 ? "no device" : $"{machine.CudaDevices} device(s)"));
        terminal.Result(Row("runs on", $"{machine.Device}, {machine.Dtype}"));
        terminal.Result(Row("kernels", $"products: {machine.Products}, convolutions: {machine.Convolutions}, attention: {machine.Attention}"));
    }

    private static string Row(string name, string text) => $"{name,-11} {text}";

    private static string Verdict(SelfCheckResult check)
    {
        var numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"latents differ from the recorded ones by {check.Difference:0.0e+0} standard deviations (limit {check.Limit:0.0e+0})");
        return check.Passed ? $"passed in {Numbers.Seconds(check.Elapsed)}: {numbers}" : $"FAILED: {numbers}. Pictures of this device are not to be trusted.";
    }
}
