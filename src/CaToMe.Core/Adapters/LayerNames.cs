using CaToMe.Weights;

namespace CaToMe.Adapters;

/// <summary>The layers of a model by the names that adapters give them.</summary>
internal sealed class LayerNames
{
    private readonly Dictionary<string, (string Component, string Tensor)> tensors = new(StringComparer.Ordinal);

    /// <param name="components">The readers of the text encoders and the U-Net, with their weights.</param>
    /// <param name="original">The U-Net's layers in the layout in which it was first published.</param>
    internal LayerNames(IReadOnlyDictionary<string, WeightReader> components, IEnumerable<Renaming> original)
    {
        var rules = original.Where(r => r.To is not null).OrderByDescending(r => r.To!.Length).ToList();
        foreach (var (component, reader) in components)
        {
            foreach (var tensor in reader.Parameters.SelectMany(p => p.Names).Where(n => n.EndsWith(".weight", StringComparison.Ordinal)))
            {
                var layer = tensor[..^".weight".Length];
                var spellings = component == "unet" ? [layer, .. Original(layer, rules)]
                    : new[] { layer.StartsWith("text_model.", StringComparison.Ordinal) || layer == "text_projection" ? layer : "text_model." + layer };
                foreach (var spelling in spellings)
                {
                    foreach (var prefix in PrefixesOf(component))
                    {
                        tensors.TryAdd(Plain(prefix + spelling), (component, tensor));
                    }
                }
            }
        }
    }

    /// <summary>The component and the tensor that an adapter's name means; null where the model has none.</summary>
    internal (string Component, string Tensor)? Find(string name) => tensors.TryGetValue(Plain(Modern(name)), out var found) ? found : null;

    private static string[] PrefixesOf(string component) => component switch
    {
        "unet" => ["lora_unet.", "lycoris.", "unet.", "diffusion_model.", ""],
        "text_encoder" => ["lora_te.", "lora_te1.", "text_encoder."],
        _ => ["lora_te2.", "text_encoder_2."],
    };

    /// <summary>diffusers' older names: <c>attn1.processor.to_q</c>, and <c>to_out</c> for its first layer.</summary>
    private static string Modern(string name)
    {
        var direct = name.Replace(".processor.", ".", StringComparison.Ordinal);
        direct = direct.StartsWith("base_model.model.", StringComparison.Ordinal) ? direct["base_model.model.".Length..] : direct;
        return direct.EndsWith(".to_out", StringComparison.Ordinal) ? direct + ".0" : direct;
    }

    private static string Plain(string name) => name.Replace('.', '_');

    private static IEnumerable<string> Original(string layer, List<Renaming> rules) =>
        rules.FirstOrDefault(r => layer == r.To || layer.StartsWith(r.To + ".", StringComparison.Ordinal)) is { } rule
            ? [rule.From + layer[rule.To!.Length..]]
            : [];
}
