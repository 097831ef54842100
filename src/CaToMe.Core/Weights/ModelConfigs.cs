using System.Text.Json;

namespace CaToMe.Weights;

/// <summary>Where a model's config files come from.</summary>
internal abstract class ModelConfigs
{
    /// <summary>What was assumed because no file says it; empty where nothing was.</summary>
    internal virtual IReadOnlyList<string> Assumptions => [];

    /// <summary>The config of a component, of <c>scheduler</c> or of <c>model_index</c>.</summary>
    /// <exception cref="ModelException">There is none, or it cannot be read.</exception>
    internal abstract ModelConfig Of(string component);

    /// <summary>The folder of a tokenizer, or null where there is none.</summary>
    internal virtual string? TokenizerFolder(string tokenizer) => null;
}

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
