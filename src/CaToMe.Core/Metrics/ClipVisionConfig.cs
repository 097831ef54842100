using System.Text.Json;
using System.Text.Json.Nodes;
using CaToMe.Conditioning;
using CaToMe.Weights;

namespace CaToMe.Metrics;

/// <summary>What a CLIP model's <c>config.json</c> says of its image encoder.</summary>
/// <param name="ImageSize">Width and height of what it reads, in pixels.</param>
/// <param name="PatchSize">Width and height of a patch, in pixels.</param>
/// <param name="Layers">Its blocks, which are those of the text encoder, and the size of the projection.</param>
internal sealed record ClipVisionConfig(int ImageSize, int PatchSize, ClipTextConfig Layers)
{
    /// <summary>What transformers leaves out of a config because it is its default.</summary>
    private const string VisionDefaults =
        """{ "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12, "image_size": 224, "patch_size": 32 }""";

    private const string TextDefaults =
        """{ "hidden_size": 512, "intermediate_size": 2048, "num_hidden_layers": 12, "num_attention_heads": 8, "vocab_size": 49408 }""";

    /// <summary>Both encoders of a config.</summary>
    /// <exception cref="ModelException">An entry is missing or out of its range.</exception>
    internal static (ClipTextConfig Text, ClipVisionConfig Vision) From(ModelConfig config)
    {
        var projection = config.Int("projection_dim", 512);
        var (text, vision) = (Part(config, "text_config", TextDefaults), Part(config, "vision_config", VisionDefaults));
        var (size, patch) = (vision.Int("image_size"), vision.Int("patch_size"));
        vision.RequireDivisor("patch_size", patch, "image_size", size);
        var layers = ClipTextConfig.From(With(vision, """{ "vocab_size": 1 }""")) with { ProjectionSize = projection };
        return (ClipTextConfig.From(text) with { ProjectionSize = projection }, new ClipVisionConfig(size, patch, layers));
    }

    private static ModelConfig Part(ModelConfig config, string key, string defaults) =>
        config.Root.TryGetProperty(key, out var part) && part.ValueKind == JsonValueKind.Object
            ? With(new ModelConfig($"{config.Location}, {key}", part), defaults)
            : throw new ModelException($"{config.Location} has no {key}. A CLIP score needs a whole CLIP model, text and image encoder.");

    private static ModelConfig With(ModelConfig config, string defaults)
    {
        var all = JsonNode.Parse(defaults)!.AsObject();
        foreach (var entry in config.Root.EnumerateObject())
        {
            all[entry.Name] = JsonNode.Parse(entry.Value.GetRawText());
        }

        return config with { Root = JsonSerializer.SerializeToElement(all) };
    }
}
