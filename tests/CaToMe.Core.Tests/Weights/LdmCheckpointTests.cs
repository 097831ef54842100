using System.Security.Cryptography;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

public sealed class LdmCheckpointTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Checkpoint => folder["any model [v2].safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(768, 686, ModelFamily.StableDiffusion1, "epsilon", 64, "<|endoftext|>")]
    [InlineData(1024, 686, ModelFamily.StableDiffusion2, "v_prediction", 96, "!")]
    [InlineData(2048, 1680, ModelFamily.StableDiffusionXL, "epsilon", 128, "<|endoftext|>")]
    public void A_published_geometry_is_told_from_the_file(long context, int tensors, ModelFamily family, string prediction, int sampleSize, string pad)
    {
        TestModels.WriteCheckpoint(Checkpoint, context: context, tensors: tensors);
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal("any model [v2]", model.Name);
        Assert.Equal(family, model.Family);
        Assert.Equal(context, model.Config("unet").GetProperty("cross_attention_dim").GetInt64());
        Assert.Equal(sampleSize, model.Config("unet").GetProperty("sample_size").GetInt32());
        Assert.Equal(prediction, model.Config("scheduler").GetProperty("prediction_type").GetString());
        Assert.Null(model.TokenizerFolder("tokenizer"));
        Assert.Equal(pad, model.PadToken("tokenizer"));
        Assert.Equal("!", model.PadToken("tokenizer_2"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Checkpoint)))[..10], model.Hash());
    }

    [Theory]
    [InlineData(16, 4, 768, 686, "its conv_in has 16 channels")]
    [InlineData(384, 4, 1280, 1220, "its conv_in has 384 channels")]
    [InlineData(320, 8, 768, 686, "its conv_in takes 8 channels")]
    [InlineData(320, 4, 512, 686, "its cross-attention is 512 wide")]
    [InlineData(320, 4, 2048, 1100, "its U-Net has 1100 tensors instead of 1680")]
    public void Another_geometry_asks_for_its_config_folder(long channels, long inputs, long context, int tensors, string difference)
    {
        TestModels.WriteCheckpoint(Checkpoint, channels, inputs, context, tensors);

        var error = Assert.Throws<ModelException>(() => ModelFiles.Open(Checkpoint));

        Assert.Equal($"{Checkpoint} is not of a published geometry ({difference}): name the diffusers folder whose config files apply with --config.", error.Message);
    }

    [Fact]
    public void With_a_config_folder_any_geometry_is_read()
    {
        using var configs = new TempFolder();
        TestModels.WriteFolder(configs);
        TestModels.Save(Checkpoint,
            ("model.diffusion_model.input_blocks.0.0.weight", [8, 4, 3, 3]), ("model.diffusion_model.input_blocks.2.0.op.weight", [8, 8, 3, 3]),
            ("model.diffusion_model.output_blocks.1.1.conv.bias", [16]), ("model.diffusion_model.output_blocks.3.1.norm.bias", [8]));
        using var model = ModelFiles.Open(Checkpoint, configs.Path);

        Assert.Equal(
            ["conv_in.weight", "down_blocks.0.downsamplers.0.conv.weight", "up_blocks.0.upsamplers.0.conv.bias", "up_blocks.1.attentions.1.norm.bias"],
            model.Weights("unet").Names.Order(StringComparer.Ordinal));
        Assert.Equal(configs["tokenizer"], model.TokenizerFolder("tokenizer"));
    }

    [Fact]
    public void In_painting_models_are_told_by_their_input_channels()
    {
        TestModels.WriteCheckpoint(Checkpoint, inputs: 9);
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal(9, model.Config("unet").GetProperty("in_channels").GetInt32());
    }

    [Fact]
    public void The_512_pixel_base_of_2_0_is_told_by_its_training_steps()
    {
        TestModels.WriteCheckpoint(Checkpoint, context: 1024);
        using (var scope = NewDisposeScope())
        {
            using var file = SafetensorsFile.Open(Checkpoint);
            var tensors = file.Entries.Keys.ToDictionary(name => name, file.Load);
            tensors["global_step"] = tensor(875000L);
            SafetensorsFile.Save(folder["base.safetensors"], tensors);
        }

        using var model = ModelFiles.Open(folder["base.safetensors"]);

        Assert.Equal("epsilon", model.Config("scheduler").GetProperty("prediction_type").GetString());
        Assert.Equal(64, model.Config("unet").GetProperty("sample_size").GetInt32());
    }

    [Fact]
    public void A_marker_for_v_prediction_is_heeded()
    {
        TestModels.WriteCheckpoint(Checkpoint, context: 2048, tensors: 1680, others: ("v_pred", [0]));
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal("v_prediction", model.Config("scheduler").GetProperty("prediction_type").GetString());
    }

    [Fact]
    public void OpenClip_becomes_clip_with_the_layers_of_the_config()
    {
        const string Layer = "cond_stage_model.model.transformer.resblocks";
        TestModels.WriteCheckpoint(Checkpoint, context: 1024, others:
        [
            ("cond_stage_model.model.positional_embedding", [2, 2]), ("cond_stage_model.model.text_projection", [2, 3]), ("cond_stage_model.model.logit_scale", []),
            ($"{Layer}.22.attn.in_proj_weight", [6, 2]), ($"{Layer}.22.attn.in_proj_bias", [6]), ($"{Layer}.22.mlp.c_proj.bias", [2]), ($"{Layer}.23.ln_1.bias", [2]),
        ]);
        using var model = ModelFiles.Open(Checkpoint);
        var text = model.Weights("text_encoder");

        const string Name = "text_model.encoder.layers.22";
        Assert.Equal(
            [
                "text_model.embeddings.position_embedding.weight", $"{Name}.mlp.fc2.bias", $"{Name}.self_attn.k_proj.bias", $"{Name}.self_attn.k_proj.weight",
                $"{Name}.self_attn.q_proj.bias", $"{Name}.self_attn.q_proj.weight", $"{Name}.self_attn.v_proj.bias", $"{Name}.self_attn.v_proj.weight",
            ],
            text.Names.Order(StringComparer.Ordinal));
        Assert.Equal([0, 1, 2, 3], TestModels.Values(text, $"{Name}.self_attn.q_proj.weight"));
        Assert.Equal([4, 5, 6, 7], TestModels.Values(text, $"{Name}.self_attn.k_proj.weight"));
        Assert.Equal([8, 9, 10, 11], TestModels.Values(text, $"{Name}.self_attn.v_proj.weight"));
        Assert.Equal([4, 5], TestModels.Values(text, $"{Name}.self_attn.v_proj.bias"));
        Assert.Equal([2, 2], text.ShapeOf($"{Name}.self_attn.v_proj.weight")!);
    }

    [Fact]
    public void The_projection_of_the_second_text_encoder_is_transposed()
    {
        TestModels.WriteCheckpoint(Checkpoint, context: 2048, tensors: 1680, others: ("conditioner.embedders.1.model.text_projection", [2, 3]));
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal([3, 2], model.Weights("text_encoder_2").ShapeOf("text_projection.weight")!);
        Assert.Equal([0, 3, 1, 4, 2, 5], TestModels.Values(model.Weights("text_encoder_2"), "text_projection.weight"));
        Assert.False(model.Has("text_encoder"));
    }

    [Fact]
    public void What_belongs_to_no_component_is_ignored_and_what_has_no_place_in_one_is_listed()
    {
        TestModels.WriteCheckpoint(Checkpoint, tensors: 685, others:
        [
            ("model_ema.decay", [1]), ("alphas_cumprod", [4]), ("denoiser.sigmas", [4]), ("first_stage_model.loss.logvar", []),
            ("first_stage_model.model_ema.decay", []), ("first_stage_model.encoder.down.0.attn.0.q.bias", [2]),
            ("model.diffusion_model.new.weight", [1]),
        ]);
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal(["first_stage_model.encoder.down.0.attn.0.q.bias", "quant_conv.bias"], model.Weights("vae").Names.Order(StringComparer.Ordinal));
        using var reader = new WeightReader(model.Weights("unet"), CPU, ScalarType.Float32);
        var error = Assert.Throws<ModelException>(() => reader.EnsureAllRead(name => !name.Contains("new")));
        Assert.Contains("the first is model.diffusion_model.new.weight [1]", error.Message);
    }

    [Fact]
    public void A_wrong_shape_names_the_tensor_in_the_file_too()
    {
        TestModels.WriteCheckpoint(Checkpoint);
        using var model = ModelFiles.Open(Checkpoint);
        using var reader = new WeightReader(model.Weights("unet"), CPU, ScalarType.Float32);

        var error = Assert.Throws<ModelException>(() => reader["conv_in"].Read("weight", 320, 4, 3, 3));

        Assert.Contains($"{Checkpoint} (model.diffusion_model.input_blocks.0.0.weight): the tensor conv_in.weight has the shape [320, 4, 1, 1]", error.Message);
    }

    [Fact]
    public void A_file_without_a_unet_or_without_a_component_says_so()
    {
        TestModels.Save(folder["lora.safetensors"], ("lora_unet_down.weight", [1]));
        Assert.Contains("is not a Stable Diffusion checkpoint", Assert.Throws<ModelException>(() => ModelFiles.Open(folder["lora.safetensors"])).Message);

        TestModels.WriteCheckpoint(Checkpoint);
        using var model = ModelFiles.Open(Checkpoint);
        Assert.Contains(
            "has no text_encoder: no tensor's name begins with cond_stage_model.transformer.",
            Assert.Throws<ModelException>(() => model.Weights("text_encoder")).Message);
        Assert.Contains("has no safety_checker", Assert.Throws<ModelException>(() => model.Weights("safety_checker")).Message);
        Assert.Contains("has no text_encoder_2", Assert.Throws<ModelException>(() => model.Config("text_encoder_2")).Message);
    }

    [Fact]
    public void A_refused_file_is_closed()
    {
        TestModels.WriteCheckpoint(Checkpoint, channels: 16);
        Assert.Throws<ModelException>(() => ModelFiles.Open(Checkpoint));

        // Opening for writing, shared with nobody, fails while a reader holds the file.
        using var exclusive = new FileStream(Checkpoint, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }
}
