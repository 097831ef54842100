using System.Text.Json;
using System.Text.Json.Nodes;

namespace CaToMe.Weights;

/// <summary>
/// The configs of the published models, for single files, which carry none: Stable Diffusion 1.5, 2.1, SDXL base 1.0 and its refiner, told
/// apart by the U-Net. Reference: diffusers, <c>loaders/single_file_utils.py</c>.
/// </summary>
internal sealed class PublishedConfigs : ModelConfigs
{
    private static readonly Dictionary<long, string> ByContextWidth = new() { [768] = "sd15", [1024] = "sd21", [1280] = "refiner", [2048] = "sdxl" };

    private readonly string location;
    private readonly JsonElement configs;

    private PublishedConfigs(string resource, JsonNode configs)
    {
        location = $"the published {resource} configuration";
        this.configs = JsonElement.Parse(configs.ToJsonString());
    }

    internal override bool ArePublished => true;

    /// <summary>Tells which published model a single file has the geometry of.</summary>
    /// <param name="file">The file, in LDM layout.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="ModelException">It is none of them: the message says why, and to name a config folder.</exception>
    internal static PublishedConfigs Recognise(TensorFiles file, string path)
    {
        var input = file.ShapeOf(LdmCheckpoint.InputConvolution) ?? [];
        var context = LdmCheckpoint.ContextWidth(file);
        var resource = ByContextWidth.GetValueOrDefault(context ?? 0);
        var difference = input is not [var channels, var inputs, _, _] ? $"its conv_in has the shape [{string.Join(", ", input)}]"
            : channels != (resource == "refiner" ? 384 : 320) ? $"its conv_in has {channels} channels"
            : inputs is not (4 or 9) ? $"its conv_in takes {inputs} channels"
            : resource is null ? context is null ? "its first blocks have no cross-attention" : $"its cross-attention is {context} wide"
            : PublishedMarkers.Foreign(file, resource) ?? Missing(file, resource);
        if (difference is not null)
        {
            throw new ModelException(
                $"{path} is not of a published geometry ({difference}): name the diffusers folder whose config files apply with --config.");
        }

        var configs = Read(resource!);
        configs["unet"]!["in_channels"] = input[1];
        if (file.ShapeOf(LdmCheckpoint.GuidanceEmbedding) is [_, var guidanceWidth])
        {
            configs["unet"]!["time_cond_proj_dim"] = guidanceWidth;
            configs["scheduler"]!["_class_name"] = "LCMScheduler"; // whoever takes the scale as an input was distilled to few steps
        }

        var prediction = PublishedMarkers.Prediction(file) ?? (resource == "sd21" && input[1] == 4 ? PublishedMarkers.PredictionOfWeights(file) : "epsilon");
        configs["scheduler"]!["prediction_type"] = prediction;
        if (resource == "sd21" && prediction == "epsilon")
        {
            (configs["unet"]!["sample_size"], configs["vae"]!["sample_size"]) = (64, 512);
        }

        if (prediction == "v_prediction" && PublishedMarkers.HasZeroTerminalSnr(file))
        {
            (configs["scheduler"]!["rescale_betas_zero_snr"], configs["scheduler"]!["timestep_spacing"]) = (true, "trailing");
        }

        return new PublishedConfigs(resource!, configs);
    }

    internal override ModelConfig Of(string component) => configs.TryGetProperty(component, out var config)
        ? new ModelConfig(location, config)
        : throw new ModelException($"{location} has no {component}.");

    /// <summary>The configs of Stable Diffusion 1.5, for a network of its geometry without its weights.</summary>
    internal static PublishedConfigs OfSd15() => new("sd15", Read("sd15"));

    /// <summary>The same of SDXL base 1.0.</summary>
    internal static PublishedConfigs OfSdxl() => new("sdxl", Read("sdxl"));

    /// <summary>What the file's U-Net lacks of a published one; null where it has everything. It may have more.</summary>
    private static string? Missing(TensorFiles file, string resource)
    {
        var config = new PublishedConfigs(resource, Read(resource)).Of("unet");
        var unet = new RenamedTensors(file, LdmCheckpoint.UNet, LdmNames.UNet(config), keepOthers: false);
        var missing = UNetTensors.NamesOf(config).Where(name => unet.EntryOf(name) is null).ToList();
        return missing.Count == 0 ? null : $"its U-Net lacks {missing.Count} tensor(s) of {resource}, the first is {missing[0]}";
    }

    private static JsonNode Read(string resource)
    {
        using var stream = typeof(PublishedConfigs).Assembly.GetManifestResourceStream(typeof(PublishedConfigs), $"Published.{resource}.json")!;
        return JsonNode.Parse(stream)!;
    }
}
