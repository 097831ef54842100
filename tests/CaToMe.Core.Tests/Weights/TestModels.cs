using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

/// <summary>Models of a few numbers, with the names and configs of real ones.</summary>
internal static class TestModels
{
    internal const string UNetConfig = """
        {
          "_class_name": "UNet2DConditionModel", "in_channels": 4, "block_out_channels": [8, 16], "layers_per_block": 1, "cross_attention_dim": 12,
          "attention_head_dim": [2, 4], "norm_num_groups": 4, "sample_size": 16, "use_linear_projection": true,
          "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"], "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"]
        }
        """;

    private const string ModelIndex = """
        {
          "_class_name": "StableDiffusionPipeline", "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
          "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"]
        }
        """;

    private const string VaeConfig = """{"_class_name": "AutoencoderKL", "block_out_channels": [4, 8, 8, 8], "layers_per_block": 1}""";

    private const string TextConfig = """{"architectures": ["CLIPTextModel"], "hidden_size": 6, "num_hidden_layers": 2}""";

    /// <summary>A diffusers folder with every config and one tensor in each component.</summary>
    /// <param name="folder">The test's folder.</param>
    /// <param name="place">The model's place below it; none writes it to the folder itself.</param>
    internal static void WriteFolder(TemporaryFolder folder, params string[] place)
    {
        Write(ModelIndex, "model_index.json");
        Write(UNetConfig, "unet", "config.json");
        Write(VaeConfig, "vae", "config.json");
        Write(TextConfig, "text_encoder", "config.json");
        Write("""{"_class_name": "DDIMScheduler", "prediction_type": "v_prediction", "steps_offset": 1}""", "scheduler", "scheduler_config.json");
        Write("{}", "tokenizer", "vocab.json");
        Save(folder[[.. place, "unet", "diffusion_pytorch_model.safetensors"]], ("conv_in.weight", [8, 4, 3, 3]));
        Save(folder[[.. place, "vae", "diffusion_pytorch_model.safetensors"]], ("decoder.conv_in.weight", [8, 4, 3, 3]));
        Save(folder[[.. place, "text_encoder", "model.safetensors"]], ("text_model.embeddings.token_embedding.weight", [20, 6]));

        void Write(string content, params string[] file) => folder.Write(content, [.. place, .. file]);
    }

    /// <summary>A single file that has what tells a geometry, and empty tensors for the rest of its U-Net.</summary>
    internal static void WriteCheckpoint(
        string path, long channels = 320, long inputs = 4, long context = 768, string lacking = "none", params (string Name, long[] Shape)[] others)
    {
        const string UNet = "model.diffusion_model.";
        var list = context switch { 768 => "unet-sd1", 1280 when channels == 384 => "unet-refiner", 2048 => "unet-sdxl", _ => "unet-sd2" };
        var attention = context == 2048 || list == "unet-refiner" ? "input_blocks.4.1" : "input_blocks.1.1";
        var known = new Dictionary<string, long[]>
        {
            ["input_blocks.0.0.weight"] = [channels, inputs, 1, 1],
            [$"{attention}.transformer_blocks.0.attn2.to_k.weight"] = [1, context],
            ["output_blocks.11.1.transformer_blocks.0.norm1.bias"] = [320], // of SD 2.x: counted values deviate as v-prediction's do, and more
        };
        Save(path,
        [
            .. PublishedFiles.TensorsOf(list).Where(t => !t.Name.StartsWith(lacking)).Select(t => (UNet + t.Name, known.GetValueOrDefault(t.Name, [0]))),
            ("first_stage_model.quant_conv.bias", [8]),
            .. others,
        ]);
    }

    /// <summary>Saves tensors of counted values in half precision.</summary>
    internal static void Save(string path, params (string Name, long[] Shape)[] tensors)
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Save(path,
            tensors.ToDictionary(t => t.Name, t => arange(t.Shape.Aggregate(1L, (a, b) => a * b)).reshape(t.Shape).to(ScalarType.Float16)));
    }

    internal static float[] Values(ITensorSource source, string name)
    {
        using var scope = NewDisposeScope();
        return source.Load(name).to(ScalarType.Float32).contiguous().data<float>().ToArray();
    }
}
