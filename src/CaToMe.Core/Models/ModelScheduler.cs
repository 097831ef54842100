using System.Buffers;
using System.Text.Json;
using CaToMe.Weights;

namespace CaToMe.Models;

/// <summary>
/// A model's scheduler_config.json as its schedulers are made from it. Classes' defaults are those of models of pixels, and older files
/// are outdated: what a latent model's file leaves out, or says wrongly, is put right.
/// </summary>
/// <param name="Config">The settings.</param>
/// <param name="Warnings">What the file says and does not count.</param>
internal sealed record ModelScheduler(JsonElement Config, IReadOnlyList<string> Warnings)
{
    /// <summary>The prediction type that the user gave; null leaves it to the file.</summary>
    internal string? Prediction { get; private init; }

    /// <summary>The timestep spacing that the user gave; null leaves it to the file.</summary>
    internal string? TimestepSpacing { get; private init; }

    /// <summary>
    /// Whether it is that of a model distilled to few steps without guidance (Turbo, Lightning), which visits timesteps from the last one on. Models whose
    /// last timestep is noise alone do so too, and are guided.
    /// </summary>
    internal bool IsDistilled => Says("timestep_spacing", "\"trailing\"") && !Says("rescale_betas_zero_snr", "true");

    /// <summary>Reads a model's file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="family">The model's family.</param>
    /// <param name="options">What the user knows better than the file.</param>
    /// <exception cref="OptionException">An option is not accepted.</exception>
    internal static ModelScheduler Of(ModelConfig file, ModelFamily family, PipelineOptions options)
    {
        var settings = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var setting in file.Root.EnumerateObject().Where(s => s.Value.ValueKind != JsonValueKind.Null))
        {
            settings[setting.Name] = setting.Value;
        }

        // Latents are no pixels between -1 and 1: they are clipped only where the file asks for it.
        settings.TryAdd("clip_sample", JsonElement.Parse("false"));

        // What diffusers' StableDiffusionPipeline does; that of SDXL takes the file as it is.
        List<string> warnings = [];
        if (family != ModelFamily.StableDiffusionXL)
        {
            settings.TryAdd("steps_offset", JsonElement.Parse("0"));
            Replace("steps_offset", "1", outdated: value => value.ValueKind == JsonValueKind.Number && value.GetRawText() != "1");
            Replace("clip_sample", "false", outdated: value => value.ValueKind == JsonValueKind.True);
        }

        var prediction = Set("prediction_type", nameof(options.Prediction), options.Prediction, PipelineOptions.Predictions);
        var spacing = Set("timestep_spacing", nameof(options.TimestepSpacing), options.TimestepSpacing, PipelineOptions.TimestepSpacings);
        return new ModelScheduler(ElementOf(settings), warnings) { Prediction = prediction, TimestepSpacing = spacing };

        void Replace(string key, string replacement, Func<JsonElement, bool> outdated)
        {
            if (settings[key] is var value && outdated(value))
            {
                settings[key] = JsonElement.Parse(replacement);
                warnings.Add(
                    $"{file.Location}: {key} is not {replacement}, as in outdated files of {family.DisplayName()}: it is taken as {replacement}, " +
                    "as diffusers does.");
            }
        }

        // A word in any letter case; none, and the file's counts.
        string? Set(string key, string option, string? given, IReadOnlyList<string> words)
        {
            if (string.IsNullOrWhiteSpace(given))
            {
                return null;
            }

            var word = words.FirstOrDefault(w => w.Equals(given.Trim(), StringComparison.OrdinalIgnoreCase))
                ?? throw new OptionException(option, given, $"give one of {string.Join(", ", words)}.");
            settings[key] = JsonElement.Parse($"\"{word}\"");
            return word;
        }
    }

    /// <summary>Without the serializer, which takes longer to be compiled than all else that is read here.</summary>
    private static JsonElement ElementOf(Dictionary<string, JsonElement> settings)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (key, value) in settings)
            {
                writer.WritePropertyName(key);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(json.WrittenSpan);
    }

    private bool Says(string key, string json) => Config.TryGetProperty(key, out var value) && value.GetRawText() == json;
}
