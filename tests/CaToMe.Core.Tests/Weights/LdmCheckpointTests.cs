using System.Security.Cryptography;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

public sealed class LdmCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Checkpoint => folder["any model [v2].safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(768, nameof(ModelFamily.StableDiffusion1), "epsilon", 64, "<|endoftext|>")]
    [InlineData(1024, nameof(ModelFamily.StableDiffusion2), "v_prediction", 96, "!")]
    [InlineData(2048, nameof(ModelFamily.StableDiffusionXL), "epsilon", 128, "<|endoftext|>")]
    public void A_published_geometry_is_told_from_the_file(long context, string family, string prediction, int sampleSize, string pad)
    {
        TestModels.WriteCheckpoint(Checkpoint, context: context);
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal("any model [v2]", model.Name);
        Assert.Equal(family, $"{model.Family}");
        Assert.Equal(context, model.Config("unet").GetProperty("cross_attention_dim").GetInt64());
        Assert.Equal(sampleSize, model.Config("unet").GetProperty("sample_size").GetInt32());
        Assert.Equal(prediction, model.Config("scheduler").GetProperty("prediction_type").GetString());
        Assert.Null(model.TokenizerFolder("tokenizer"));
        Assert.Equal(pad, model.PadToken("tokenizer"));
        Assert.Equal("!", model.PadToken("tokenizer_2"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Checkpoint)))[..10], model.Hash());
    }

    [Theory]
    [InlineData(16, 4, 768, "none", "its conv_in has 16 channels")]
    [InlineData(256, 4, 1280, "none", "its conv_in has 256 channels")]
    [InlineData(320, 8, 768, "none", "its conv_in takes 8 channels")]
    [InlineData(320, 4, 512, "none", "its cross-attention is 512 wide")]
    [InlineData(320, 4, 2048, "input_blocks.7.1.transformer_blocks.9",
        "its U-Net lacks 20 tensor(s) of sdxl, the first is down_blocks.2.attentions.0.transformer_blocks.9.norm1.weight")]
    public void Another_geometry_asks_for_its_config_folder(long channels, long inputs, long context, string lacking, string difference)
    {
        TestModels.WriteCheckpoint(Checkpoint, channels, inputs, context, lacking);

        var error = Assert.Throws<ModelException>(() => ModelFiles.Open(Checkpoint));

        Assert.Equal(
            $"{Checkpoint} is not of a published geometry ({difference}): name the diffusers folder whose config files apply with --config.",
            error.Message);
    }

    [Fact]
    public void With_a_config_folder_any_geometry_is_read()
    {
        using var configs = new TemporaryFolder();
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
    public void Models_that_take_the_guidance_scale_are_told_by_its_embedding()
    {
        TestModels.WriteCheckpoint(Checkpoint, others: ("model.diffusion_model.time_embed.cond_proj.weight", [320, 256]));
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal(256, model.Config("unet").GetProperty("time_cond_proj_dim").GetInt32());
        Assert.Equal([320, 256], model.Weights("unet").ShapeOf("time_embedding.cond_proj.weight")!);
    }

    [Theory]
    [InlineData("label_emb.0.0.weight", 768, "takes a class or a picture beside the text")] // unCLIP, and class-conditional models
    [InlineData("label_emb.0.0.weight", 1024, "takes a class or a picture beside the text")]
    public void A_published_geometry_with_another_input_is_another_geometry(string name, long context, string difference)
    {
        TestModels.WriteCheckpoint(Checkpoint, context: context, others: ("model.diffusion_model." + name, [1]));

        Assert.Contains($"{difference}", Assert.Throws<ModelException>(() => ModelFiles.Open(Checkpoint)).Message);
    }

    [Theory]
    [InlineData("q", "proj_out", 4)]
    [InlineData("to_q", "to_out.0", 2)]
    [InlineData("to_to_q", "to_out.0", 2)]
    public void The_attention_of_a_VAE_is_found_in_each_spelling(string query, string output, int dimensions)
    {
        long[] shape = dimensions == 4 ? [2, 2, 1, 1] : [2, 2];
        const string Stored = "first_stage_model.encoder.mid.attn_1", Name = "encoder.mid_block.attentions.0";
        var (key, value) = (query.Replace('q', 'k'), query.Replace('q', 'v'));
        TestModels.WriteCheckpoint(Checkpoint, others:
            [($"{Stored}.{query}.weight", shape), ($"{Stored}.{key}.weight", shape), ($"{Stored}.{value}.bias", [2]), ($"{Stored}.{output}.weight", shape)]);
        using var model = ModelFiles.Open(Checkpoint);
        var vae = model.Weights("vae");

        Assert.Equal(
            [$"{Name}.to_k.weight", $"{Name}.to_out.0.weight", $"{Name}.to_q.weight", $"{Name}.to_v.bias", "quant_conv.bias"],
            vae.Names.Order(StringComparer.Ordinal));
        Assert.Equal([2, 2], vae.ShapeOf($"{Name}.to_q.weight")!);
    }

    [Fact]
    public void OpenClip_becomes_clip_with_the_layers_of_the_config()
    {
        const string Layer = "cond_stage_model.model.transformer.resblocks";
        TestModels.WriteCheckpoint(Checkpoint, context: 1024, others:
        [
            ("cond_stage_model.model.positional_embedding", [2, 2]), ("cond_stage_model.model.text_projection", [2, 3]),
            ("cond_stage_model.model.logit_scale", []),
            ($"{Layer}.22.attn.in_proj_weight", [6, 2]), ($"{Layer}.22.attn.in_proj_bias", [6]),
            ($"{Layer}.22.mlp.c_proj.bias", [2]), ($"{Layer}.23.ln_1.bias", [2]),
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
        TestModels.WriteCheckpoint(Checkpoint, context: 2048, others: ("conditioner.embedders.1.model.text_projection", [2, 3]));
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal([3, 2], model.Weights("text_encoder_2").ShapeOf("text_projection.weight")!);
        Assert.Equal([0, 3, 1, 4, 2, 5], TestModels.Values(model.Weights("text_encoder_2"), "text_projection.weight"));
        Assert.False(model.Has("text_encoder"));
    }

    [Fact]
    public void The_projection_of_a_linear_layer_is_taken_as_it_is()
    {
        TestModels.WriteCheckpoint(Checkpoint, context: 2048, others: ("conditioner.embedders.1.model.text_projection.weight", [2, 3]));
        using var model = ModelFiles.Open(Checkpoint);

        Assert.Equal([0, 1, 2, 3, 4, 5], TestModels.Values(model.Weights("text_encoder_2"), "text_projection.weight"));
    }

    [Fact]
    public void What_belongs_to_no_component_is_ignored_and_what_has_no_place_in_one_is_listed()
    {
        TestModels.WriteCheckpoint(Checkpoint, others:
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

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3E, 0x00, 0xC0 })]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F, 0x00, 0xC0 })]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0x3F, 0, 0, 0x00, 0xC0 })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0x00, 0xC0 })]
    public void A_small_tensor_of_any_floating_point_type_is_read_as_numbers(string type, byte[] bytes)
    {
        File.WriteAllBytes(Checkpoint, RawSafetensors.One(type, "[2]", bytes));
        using var file = new TensorFiles(WeightFiles.Single(Checkpoint));

        Assert.Equal([1.5, -2], file.ReadNumbers("x"));
    }
}
