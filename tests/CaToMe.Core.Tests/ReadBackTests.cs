using Mono.Cecil;

namespace CaToMe.Tests;

/// <summary>
/// Where the engine takes numbers out of tensors. On a GPU each of these makes the CPU wait, so there are few, and docs/cuda.md names them.
/// They are found in the compiled engine, because libtorch's CPU build runs no network on another device.
/// </summary>
public class ReadBackTests
{
    /// <summary>What computes a picture.</summary>
    internal static IReadOnlyList<string> Folders { get; } =
        ["Conditioning", "UNet", "Vae", "Layers", "Denoising", "Merging", "Sampling", "Starting", "Pipeline"];

    private static readonly Dictionary<string, string> Readers = new()
    {
        ["Merging.TokenMatch"] = "the counts of a checkpoint, once per merging block",
        ["Merging.TokenSplit"] = "random destinations and the published order, both made on the CPU",
        ["Merging.MergePlan"] = "pairs, on request",
        ["Merging.MergeRecorder"] = "similarities, on request",
        ["Sampling.NoiseSchedule"] = "a table made on the CPU, once per run",
        ["Sampling.UniPcScheduler"] = "weights solved for on the CPU, when a run begins",
        ["Pipeline.FiniteCheck"] = "one flag per stage",
        ["Pipeline.LatentDecoder"] = "the pictures",
    };

    [Fact]
    public void Numbers_leave_tensors_in_these_types_alone() =>
        Assert.Equal(string.Join('\n', Readers.Keys.Order()), string.Join('\n', Reads().Select(r => r.Type).Distinct().Order()));

    [Fact]
    public void A_match_reads_back_in_one_place_once() =>
        Assert.Equal(["CountAtLeast: cpu", "CountAtLeast: data"], Reads().Where(r => r.Type == "Merging.TokenMatch").Select(r => $"{r.Method}: {r.Call}"));

    private static List<(string Type, string Method, string Call)> Reads()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(DiffusionPipeline).Assembly.Location);
        return [.. from type in assembly.MainModule.GetTypes()
                   let outer = Outermost(type)
                   where Folders.Contains(outer.Namespace.Split('.').Last())
                   from method in type.Methods
                   where method.HasBody
                   from instruction in method.Body.Instructions
                   let called = instruction.Operand as MethodReference
                   where called is not null && IsRead(called)
                   select ($"{outer.Namespace.Split('.').Last()}.{outer.Name}", method.Name, called.Name)];
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>Whether a call of TorchSharp waits for a device. Indexing by a tensor does where that is a mask, and cannot be told apart.</summary>
    private static bool IsRead(MethodReference called) => called.DeclaringType.FullName.StartsWith("TorchSharp.", StringComparison.Ordinal)
        && (called.Name is "item" or "data" or "get_bytes" or "cpu" or "nonzero" or "masked_select" or "op_Explicit" or "equal" or "allclose"
            || called.Name.StartsWith("To", StringComparison.Ordinal) && called.DeclaringType.Name is "TensorExtensionMethods" or "Scalar"
            || (called.Name is "get_Item" && called.Parameters.Any(p => p.ParameterType.Name == "Tensor")));
}
