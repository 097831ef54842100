using Mono.Cecil;
using Mono.Cecil.Cil;

namespace CaToMe.Tests;

/// <summary>Which folder of the engine may use which. CONTRIBUTING has the picture.</summary>
public class ArrowTests
{
    private const string Root = "CaToMe";

    /// <summary>From the bottom up: a folder uses those named here, and no other. What any folder may use are the errors of the root.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Runtime"] = [],
        ["Kernels"] = ["Runtime"],
        ["Reuse"] = [],
        ["Sampling"] = ["Runtime"],
        ["Settings"] = [],
        ["Sources"] = [],
        ["Weights"] = ["Kernels", "Runtime"],
        ["Hub"] = ["Runtime", "Weights"],
        ["Adapters"] = ["Weights"],
        ["Layers"] = ["Kernels", "Runtime", "Weights"],
        ["Conditioning"] = ["Weights", "Layers"],
        ["UNet"] = ["Weights", "Layers"],
        ["Vae"] = ["Weights", "Layers"],
        ["ControlNets"] = ["Sources", "Weights", "Layers", "UNet"],
        ["Denoising"] = ["Reuse", "UNet", "ControlNets"],
        ["Merging"] = ["Kernels", "Reuse", "Settings", "Layers", "UNet"],
        ["Models"] = ["Kernels", "Runtime", "Sampling", "Settings", "Weights", "Adapters", "Conditioning", "UNet", "Vae", "ControlNets", "Merging"],
        ["Inspection"] = ["Kernels", "Runtime", "Sampling", "Weights", "Conditioning", "UNet", "Vae", "Models"],
        ["Requests"] = ["Adapters", "ControlNets", "Reuse", "Sampling", "Settings", "Sources", "Merging", "Models"],
        ["Imaging"] = ["Reuse", "Runtime", "Sampling", "Settings", "Sources", "Merging", "Models", "Requests"],
        ["Previews"] = ["Runtime", "Settings", "Weights", "Layers", "Models", "Requests", "Imaging"],
        ["Metrics"] = ["Runtime", "Weights", "Layers", "Conditioning", "Requests"],
        ["Pipeline"] = ["Reuse", "Runtime", "Sampling", "Sources", "Vae", "Denoising", "Merging", "Models", "Requests"],
        ["Starting"] = ["Sampling", "Sources", "Vae", "Requests"],
        ["Recipes"] = ["Runtime", "Settings", "Merging", "Models", "Requests"],
        ["(root)"] =
            ["Adapters", "Kernels", "Reuse", "Runtime", "Sampling", "Conditioning",
            "UNet", "Vae", "ControlNets", "Denoising", "Merging", "Models", "Requests", "Pipeline", "Previews", "Starting"],
        ["Measuring"] = ["Kernels", "Reuse", "Runtime", "Weights", "Layers", "UNet", "Vae", "Merging", "Models", "Requests", "Metrics", "Recipes", "(root)"],
        ["Tuning"] = ["Reuse", "Runtime", "Sampling", "Merging", "Models", "Inspection", "Requests", "Metrics", "Measuring", "Recipes", "(root)"],
        ["Figures"] = ["Settings", "Runtime", "Merging", "Models", "Requests", "Imaging", "Metrics", "Measuring", "Tuning"],
        ["Studies"] =
            ["Runtime", "Sampling", "Settings", "Merging", "Models", "Inspection", "Requests", "Imaging", "Recipes", "Measuring", "(root)"],
        ["Clusters"] = ["Runtime", "Settings", "Studies"],
        ["Reporting"] = ["Runtime", "Merging", "Reuse", "Requests", "Imaging", "Metrics", "Figures", "Studies"],
        ["Shell"] = ["Settings", "Merging", "Models", "Requests", "Measuring"],
    };

    [Fact]
    public void Folders_use_each_other_as_the_picture_says()
    {
        var drawn = Arrows.SelectMany(a => a.Value.Select(to => $"{a.Key} -> {to}")).Order();
        Assert.Equal(string.Join('\n', drawn), string.Join('\n', Used().Distinct().Order()));
    }

    [Fact]
    public void No_arrow_leads_back()
    {
        var placed = new List<string>();
        foreach (var (folder, uses) in Arrows)
        {
            Assert.All(uses, to => Assert.Contains(to, placed));
            placed.Add(folder);
        }
    }

    private static IEnumerable<string> Used()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(DiffusionPipeline).Assembly.Location);
        foreach (var type in assembly.MainModule.GetTypes())
        {
            var from = FolderOf(type);
            foreach (var to in ReferencedBy(type).Where(t => t.Scope == assembly.MainModule && !IsError(t)).Select(FolderOf))
            {
                if (from != to && from.Length > 0 && to.Length > 0)
                {
                    yield return $"{from} -> {to}";
                }
            }
        }
    }

    /// <summary>The part of a type's namespace after the engine's own: of its outermost type, which alone has one.</summary>
    private static string FolderOf(TypeReference type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type.Namespace == Root ? "(root)" : type.Namespace.StartsWith(Root + ".", StringComparison.Ordinal) ? type.Namespace.Split('.')[1] : "";
    }

    private static bool IsError(TypeReference type) => type.Namespace == Root && type.Name.EndsWith("Exception", StringComparison.Ordinal);

    private static IEnumerable<TypeReference> ReferencedBy(TypeDefinition type) =>
        new[] { type.BaseType }.Concat(type.Interfaces.Select(i => i.InterfaceType))
            .Concat(type.Fields.Select(f => f.FieldType))
            .Concat(type.Methods.SelectMany(ReferencedBy))
            .OfType<TypeReference>().SelectMany(Parts);

    private static IEnumerable<TypeReference?> ReferencedBy(MethodDefinition method)
    {
        var signature = method.Parameters.Select(p => p.ParameterType).Append(method.ReturnType);
        return !method.HasBody ? signature : signature
            .Concat(method.Body.Variables.Select(v => v.VariableType))
            .Concat(method.Body.Instructions.SelectMany(OperandTypes));
    }

    private static IEnumerable<TypeReference?> OperandTypes(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. (method as GenericInstanceMethod)?.GenericArguments ?? []],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    /// <summary>A type and the ones that it is made of: arrays' elements, generic arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification made => Parts(made.ElementType),
        _ => [type],
    };
}
