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
        ["Conditioning", "UNet", "Vae", "Layers", "Denoising", "Merging", "Sampling", "Starting", "Pipeline", "Previews"];

    private static readonly Dictionary<string, string> Readers = new()
    {
        ["Merging.ReadBack"] = "the counts of a checkpoint; pairs and similarities on request",
        ["Merging.TokenSplit"] = "random destinations and the published order, both made on the CPU",
        ["Sampling.NoiseSchedule"] = "a table made on the CPU, once per run",
        ["Sampling.UniPcScheduler"] = "weights solved for on the CPU, when a run begins",
        ["Starting.LatentEncoder"] = "latents of a picture to begin at",
        ["Pipeline.FiniteCheck"] = "one flag per stage",
        ["Pipeline.LatentDecoder"] = "the pictures",
        ["Previews.PreviewMap"] = "a map that is fitted, in no run",
        ["Previews.RunPreviews"] = "previews, where they are asked for",
    };

    [Fact]
    public void Numbers_leave_tensors_in_these_types_alone() =>
        Assert.Equal(string.Join('\n', Readers.Keys.Order()), string.Join('\n', Reads().Select(r => r.Type).Distinct().Order()));

    /// <summary>Merging has one way to read, which counts: PlanFormTests says how often it is taken. Who takes it is listed here.</summary>
    [Fact]
    public void Merging_reads_what_is_on_the_device_in_one_place_for_these()
    {
        Assert.Equal(["Of: cpu", "Of: data"], Reads().Where(r => r.Type == "Merging.ReadBack").Select(r => $"{r.Method}: {r.Call}"));
        Assert.Equal(
            ["MatchDetail.Of", "TokenMatch.Pairs", "TokenMerger.ClosePlans", "TokenMerger.Plan"],
            Calls(called => called.DeclaringType.FullName == "CaToMe.Merging.ReadBack" && called.Name == "Of")
                .Select(c => $"{c.Type.Split('.')[1]}.{Written(c.Method)}").Distinct().Order());
    }

    private static List<(string Type, string Method, string Call)> Reads() => Calls(IsRead);

    /// <summary>The method in which a lambda was written.</summary>
    private static string Written(string method) => method.Split('<', '>') is [_, var outer, ..] ? outer : method;

    private static List<(string Type, string Method, string Call)> Calls(Func<MethodReference, bool> isMeant)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(DiffusionPipeline).Assembly.Location);
        return [.. from type in assembly.MainModule.GetTypes()
                   let outer = Outermost(type)
                   where Folders.Contains(outer.Namespace.Split('.').Last())
                   from method in type.Methods
                   where method.HasBody
                   from instruction in method.Body.Instructions
                   let called = instruction.Operand as MethodReference
                   where called is not null && isMeant(called)
                   select ($"{outer.Namespace.Split('.').Last()}.{outer.Name}", method.Name, called.Name)];
    }

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <summary>
    /// Whether a call of TorchSharp waits for a device: it gives numbers, or its shape depends on them. Indexing by a tensor does
    /// where that is a mask, and cannot be told apart.
    /// </summary>
    private static bool IsRead(MethodReference called) => called.DeclaringType.FullName.StartsWith("TorchSharp.", StringComparison.Ordinal)
        && (GivesNumbers.Contains(called.Name)
            || (called.Name.StartsWith("To", StringComparison.Ordinal) && called.DeclaringType.Name is "TensorExtensionMethods" or "Scalar")
            || ((called.Name is "get_Item" or "index" or "index_put_" || called.DeclaringType.Name == "TensorIndex")
                && called.Parameters.Any(p => p.ParameterType.Name == "Tensor")));

    private static readonly HashSet<string> GivesNumbers =
    [
        "item", "data", "get_bytes", "cpu", "op_Explicit", "equal", "allclose", "is_nonzero", // and those whose shape depends on numbers
        "nonzero", "masked_select", "argwhere", "unique", "unique_consecutive", "bincount", "repeat_interleave",
    ];
}
