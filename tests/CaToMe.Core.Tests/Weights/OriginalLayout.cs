using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

/// <summary>The components of an SD 1.x folder as the original layout has them in one file.</summary>
internal static class OriginalLayout
{
    /// <summary>A component's tensors by their names there; the dispose scope around it has them.</summary>
    internal static IReadOnlyDictionary<string, Tensor> Of(string model, string component)
    {
        using var files = ModelFiles.Open(model);
        var source = files.Weights(component);
        var (prefix, rules) = component switch
        {
            "unet" => ("model.diffusion_model.", LdmNames.UNet(files.Configs.Of(component))),
            "vae" => ("first_stage_model.", LdmNames.Vae(files.Configs.Of(component))),
            _ => ("cond_stage_model.transformer.", LdmNames.Clip),
        };
        var known = rules.Where(r => r.To is not null).ToList();
        return source.Names.ToDictionary(name => prefix + Renamed(name), name => Reshaped(name, source.Load(name)));

        Renaming? RuleOf(string name) => known.Where(r => name == r.To || name.StartsWith(r.To + ".", StringComparison.Ordinal)).MaxBy(r => r.To!.Length);

        string Renamed(string name) => RuleOf(name) is { } rule ? rule.From + name[rule.To!.Length..] : name;

        Tensor Reshaped(string name, Tensor stored) =>
            RuleOf(name)?.Reshaping == Reshaping.Flatten && stored.shape is [var rows, var columns] ? stored.reshape(rows, columns, 1, 1) : stored;
    }
}
