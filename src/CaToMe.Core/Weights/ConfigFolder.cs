using System.Text.Json;

namespace CaToMe.Weights;

/// <summary>The config files of a diffusers folder.</summary>
internal sealed class ConfigFolder(string folder) : ModelConfigs
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    internal override ModelConfig Of(string component)
    {
        var path = component switch
        {
            "model_index" => Path.Combine(folder, "model_index.json"),
            "scheduler" => Path.Combine(folder, component, "scheduler_config.json"),
            _ => Path.Combine(folder, component, "config.json"),
        };
        return component == "model_index" && !File.Exists(path) ? new ModelConfig(path, Empty) : ModelConfig.Read(path);
    }

    internal override string? TokenizerFolder(string tokenizer) =>
        Path.Combine(folder, tokenizer) is var path && Directory.Exists(path) ? path : null;
}
