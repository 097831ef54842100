using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace CaToMe.Weights;

/// <summary>
/// The configs of the published models, for single files, which carry none: Stable Diffusion 1.5, 2.1 and SDXL base 1.0, told
/// apart by the shapes of the U-Net. Reference: diffusers, <c>loaders/single_file_utils.py</c>.
/// </summary>
internal sealed class PublishedConfigs : ModelConfigs
{
    private const string UNet = "model.diffusion_model.";

    /// <summary>Training steps of the published 2.0 model for 512 pixels, which predicts noise.</summary>
    private const long StepsOfBase2 = 875_000;

    private static readonly Dictionary<long, (string Resource, int Tensors)> ByContextWidth = new()
    {
        [768] = ("sd15", 686),
        [1024] = ("sd21", 686),
        [2048] = ("sdxl", 1680),
    };

    private readonly string location;
    private readonly JsonElement configs;

    private PublishedConfigs(string location, JsonNode configs, IReadOnlyList<string> assumptions)
    {
        this.location = location;
        this.configs = JsonSerializer.SerializeToElement(configs);
        Assumptions = assumptions;
    }

    internal override IReadOnlyList<string> Assumptions { get; }

    /// <summary>Tells which published model a single file has the geometry of.</summary>
    /// <param name="file">The file, in LDM layout.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="ModelException">It is none of them: the message says why, and to name a config folder.</exception>
    internal static PublishedConfigs Recognise(TensorFiles file, string path)
    {
        var input = file.ShapeOf(LdmCheckpoint.InputConvolution) ?? [];
        var context = (file.ShapeOf(UNet + "input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight")
            ?? file.ShapeOf(UNet + "input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight"))?.LastOrDefault();
        var tensors = file.Names.Count(n => n.StartsWith(UNet, StringComparison.Ordinal));
        var known = ByContextWidth.GetValueOrDefault(context ?? 0);
        var difference = input is not [var channels, var inputs, _, _] ? $"its conv_in has the shape [{string.Join(", ", input)}]"
            : channels != 320 ? $"its conv_in has {channels} channels"
            : inputs is not (4 or 9) ? $"its conv_in takes {inputs} channels"
            : known.Resource is null ? context is null ? "its first blocks have no cross-attention" : $"its cross-attention is {context} wide"
            : tensors != known.Tensors ? $"its U-Net has {tensors} tensors instead of {known.Tensors}"
            : file.ShapeOf("edm_mean") is not null ? "it was trained on latents of another scale, edm_mean"
            : null;
        if (difference is not null)
        {
            throw new ModelException($"{path} is not of a published geometry ({difference}): name the diffusers folder whose config files apply with --config.");
        }

        var configs = Read(known.Resource!);
        configs["unet"]!["in_channels"] = input[1];
        var prediction = StatedPrediction(file) ?? (input[1] == 9 ? "epsilon" : null);
        if (prediction is not null)
        {
            configs["scheduler"]!["prediction_type"] = prediction;
            if (known.Resource == "sd21" && prediction == "epsilon")
            {
                (configs["unet"]!["sample_size"], configs["vae"]!["sample_size"]) = (64, 512);
            }
        }

        string[] assumptions = known.Resource == "sd21" && prediction is null
            ?
            [
                $"{path} does not say what it predicts: taken as v-prediction at 768 pixels, as in SD 2.1. If it derives from a 512-pixel base model, name a " +
                "folder with its config files with --config.",
            ]
            : [];
        return new PublishedConfigs($"the published {known.Resource} configuration", configs, assumptions);
    }

    internal override ModelConfig Of(string component) => configs.TryGetProperty(component, out var config)
        ? new ModelConfig(location, config)
        : throw new ModelException($"{location} has no {component}.");

    /// <summary>The configs of Stable Diffusion 1.5, for a network of its geometry without its weights.</summary>
    internal static PublishedConfigs OfSd15() => new("the published sd15 configuration", Read("sd15"), []);

    private static JsonNode Read(string resource)
    {
        using var stream = typeof(PublishedConfigs).Assembly.GetManifestResourceStream(typeof(PublishedConfigs), $"Published.{resource}.json")!;
        return JsonNode.Parse(stream)!;
    }

    /// <summary>What the file itself says of its prediction type: in its metadata, by a marker, or by its number of training steps.</summary>
    private static string? StatedPrediction(TensorFiles file)
    {
        var stated = file.Metadata("modelspec.prediction_type");
        if (stated is "v" or "epsilon")
        {
            return stated == "v" ? "v_prediction" : stated;
        }

        if (file.ShapeOf("v_pred") is not null)
        {
            return "v_prediction";
        }

        return file.EntryOf("global_step") is { Type: ScalarType.Int64, Shape: [] } &&
            BinaryPrimitives.ReadInt64LittleEndian(file.ReadBytes("global_step")) == StepsOfBase2 ? "epsilon" : null;
    }
}
