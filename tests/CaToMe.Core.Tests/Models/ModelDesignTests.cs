using CaToMe.Inspection;
using CaToMe.Models;
using CaToMe.Tests.Weights;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Models;

public sealed class ModelDesignTests : IDisposable
{
    private readonly ModelCopy model = new("tiny-sdxl");

    public void Dispose() => model.Dispose();

    [Theory]
    [InlineData("unet", "attention_head_dim", "0", "from 1 to 1024")]
    [InlineData("unet", "attention_head_dim", "[2, 4, -4]", "from 1 to 1024")]
    [InlineData("unet", "attention_head_dim", "[2, 4]", "a list of 3")]
    [InlineData("unet", "attention_head_dim", "5", "a divisor of block_out_channels (32)")]
    [InlineData("unet", "num_attention_heads", "3", "a divisor of block_out_channels (32)")]
    [InlineData("unet", "norm_num_groups", "0", "from 1 to 1024")]
    [InlineData("unet", "norm_num_groups", "7", "a divisor of block_out_channels (16)")]
    [InlineData("unet", "sample_size", "1000000000", "from 1 to 2048")]
    [InlineData("unet", "sample_size", "0", "from 1 to 2048")]
    [InlineData("unet", "sample_size", "1e99", "from 1 to 2048")]
    [InlineData("unet", "in_channels", "-4", "from 1 to 64")]
    [InlineData("unet", "out_channels", "0", "from 1 to 64")]
    [InlineData("unet", "block_out_channels", "[16, 0, 64]", "from 4 to 16384")]
    [InlineData("unet", "block_out_channels", "[16, 32, -64]", "from 4 to 16384")]
    [InlineData("unet", "block_out_channels", "[16, 16, 16, 16, 16, 16, 16, 16, 16]", "a list of 1 to 8 items")]
    [InlineData("unet", "down_block_types", """["DownBlock2D", "AttnDownBlock2D", "DownBlock2D"]""", "a list of 3 of DownBlock2D and CrossAttnDownBlock2D")]
    [InlineData("unet", "up_block_types", "[\"UpBlock2D\"]", "a list of 3 of UpBlock2D and CrossAttnUpBlock2D")]
    [InlineData("unet", "layers_per_block", "0", "from 1 to 32")]
    [InlineData("unet", "layers_per_block", "2000000000", "from 1 to 32")]
    [InlineData("unet", "transformer_layers_per_block", "100000", "from 0 to 64")]
    [InlineData("unet", "cross_attention_dim", "-1", "from 1 to 65536")]
    [InlineData("unet", "cross_attention_dim", "48", "text_encoder and text_encoder_2 give 64 channels")]
    [InlineData("unet", "norm_eps", "-1", "a number from 0 to 1")]
    [InlineData("unet", "norm_eps", "1e999", "a number from 0 to 1")]
    [InlineData("unet", "time_cond_proj_dim", "2", "from 4 to 4096")]
    [InlineData("unet", "freq_shift", "8", "a number from 0 to 1")]
    [InlineData("unet", "addition_time_embed_dim", "0", "from 4 to 4096")]
    [InlineData("unet", "projection_class_embeddings_input_dim", "0", "from 1 to 65536")]
    [InlineData("unet", "projection_class_embeddings_input_dim", "96", "is 80")]
    [InlineData("vae", "block_out_channels", "[16, 32, 0]", "from 4 to 16384")]
    [InlineData("vae", "norm_num_groups", "7", "a divisor of block_out_channels (16)")]
    [InlineData("vae", "latent_channels", "0", "from 1 to 64")]
    [InlineData("vae", "layers_per_block", "-1", "from 1 to 32")]
    [InlineData("vae", "scaling_factor", "0", "a number from 0.001 to 1000")]
    [InlineData("vae", "down_block_types", "[\"DownEncoderBlock2D\"]", "a list of 3 of DownEncoderBlock2D")]
    [InlineData("text_encoder", "hidden_size", "0", "from 1 to 65536")]
    [InlineData("text_encoder", "num_attention_heads", "0", "from 1 to 1024")]
    [InlineData("text_encoder", "num_attention_heads", "5", "a divisor of hidden_size (32)")]
    [InlineData("text_encoder", "num_hidden_layers", "1000000000", "from 1 to 256")]
    [InlineData("text_encoder", "intermediate_size", "-128", "from 1 to 262144")]
    [InlineData("text_encoder", "vocab_size", "0", "from 1 to 1048576")]
    [InlineData("text_encoder", "vocab_size", "100", "Do they belong to the same model?")]
    [InlineData("text_encoder", "max_position_embeddings", "76", "from 77 to 65536")]
    [InlineData("text_encoder", "eos_token_id", "-1", "from 0 to 1048576")]
    [InlineData("text_encoder", "layer_norm_eps", "\"small\"", "a number from 0 to 1")]
    [InlineData("text_encoder_2", "projection_dim", "0", "from 1 to 65536")]
    public void A_number_that_no_network_has_is_named_with_its_range(string component, string key, string value, string accepted)
    {
        var message = Refused(model.Set(component, key, value));
        Assert.Contains(key, message, StringComparison.Ordinal);
        Assert.Contains(accepted, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unet", "class_embed_type", "\"timestep\"", "classes or pictures as conditions")]
    [InlineData("unet", "num_class_embeds", "1000", "classes as conditions")]
    [InlineData("unet", "encoder_hid_dim", "64", "a projection of the prompt")]
    [InlineData("unet", "addition_embed_type", "\"image\"", "other conditions")]
    [InlineData("unet", "attention_type", "\"gated\"", "GLIGEN")]
    [InlineData("unet", "conv_in_kernel", "1", "a convolution of another size")]
    [InlineData("unet", "resnet_skip_time_act", "true", "another use of the timestep")]
    [InlineData("unet", "resnet_out_scale_factor", "2.0", "scaled residuals")]
    [InlineData("unet", "_class_name", "\"UNetMotionModel\"", "another design")]
    [InlineData("unet", "in_channels", "8", "editing")]
    [InlineData("unet", "in_channels", "7", "upscaling")]
    [InlineData("unet", "in_channels", "5", "a depth map")]
    [InlineData("unet", "in_channels", "6", "something else")]
    [InlineData("unet", "out_channels", "8", "Networks that predict anything else")]
    [InlineData("vae", "latent_channels", "16", "the autoencoder's latents have 16 channels")]
    [InlineData("vae", "_class_name", "\"AutoencoderTiny\"", "another design")]
    [InlineData("vae", "shift_factor", "0.1", "shifted latents")]
    [InlineData("vae", "out_channels", "1", "three colours")]
    [InlineData("text_encoder", "hidden_act", "\"relu\"", "another activation")]
    public void What_would_not_be_computed_right_is_not_supported_yet(string component, string key, string value, string what)
    {
        model.Set(component, key, value);
        var message = Refused();
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Contains("not supported yet", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_refiner_is_told_by_its_sizes_and_has_the_second_text_encoder_alone(bool isSingleFile)
    {
        MakeRefiner();
        TestModels.Save(model["refiner.safetensors"],
            ("model.diffusion_model.input_blocks.0.0.weight", [16, 4, 3, 3]), ("conditioner.embedders.0.model.ln_final.bias", [32]));
        using var files = isSingleFile ? ModelFiles.Open(model["refiner.safetensors"], model.Path) : ModelFiles.Open(model.Path);

        var design = ModelDesign.Read(files);

        Assert.True(design.IsRefiner);
        Assert.Equal(["text_encoder_2"], design.Texts.Select(t => t.Component));
    }

    [Fact]
    public void A_second_text_encoder_needs_its_projection()
    {
        model.Set("text_encoder_2", "architectures", """["CLIPTextModel"]""");
        Assert.Contains("CLIPTextModelWithProjection", Refused(model["text_encoder_2", "config.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_whose_own_vocabulary_is_missing_says_so()
    {
        Directory.Delete(model["tokenizer_2"], recursive: true);
        var message = Refused(model["text_encoder_2", "config.json"]);
        Assert.Contains("has no folder tokenizer_2", message, StringComparison.Ordinal);
        Assert.Contains("vocab_size is 1160 instead of 49408", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_tokenizer_is_a_problem_of_inspection_too()
    {
        model.Write("{", "tokenizer", "tokenizer.json");
        Assert.Contains("cannot be read as part of a CLIP vocabulary", Refused(model["tokenizer", "tokenizer.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_published_designs_are_accepted()
    {
        foreach (var context in new[] { 768, 1024, 2048 })
        {
            TestModels.WriteCheckpoint(model[$"{context}.safetensors"], context: context);
            using var files = ModelFiles.Open(model[$"{context}.safetensors"]);
            Assert.Equal(context, ModelDesign.Read(files).UNet.CrossAttentionDim);
        }
    }

    /// <summary>The error of loading, which inspection reports too, and after which nothing is left.</summary>
    private string Refused(string? location = null)
    {
        var before = TensorCount.Settled();
        var message = Assert.Throws<ModelException>(() => DiffusionPipeline.Load(model.Path, new PipelineOptions { Device = "cpu" })).Message;
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Contains(location ?? "config.json", message, StringComparison.Ordinal);

        var report = ModelReport.Inspect(model.Path);
        Assert.True(report.IsBroken);
        Assert.Contains(message, report.Problems);
        return message;
    }

    /// <summary>What sets a refiner apart: the second text encoder alone, and one size less.</summary>
    private void MakeRefiner()
    {
        Directory.Delete(model["text_encoder"], recursive: true);
        model.Set("unet", "cross_attention_dim", "32");
        model.Set("unet", "projection_class_embeddings_input_dim", "72");
    }
}
