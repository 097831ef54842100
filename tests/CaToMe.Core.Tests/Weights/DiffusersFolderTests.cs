using System.Security.Cryptography;
using CaToMe.Weights;

namespace CaToMe.Tests.Weights;

public sealed class DiffusersFolderTests : IDisposable
{
    private const string UNetWeights = "diffusion_pytorch_model.safetensors";

    private readonly TemporaryFolder folder = new();

    public DiffusersFolderTests() => TestModels.WriteFolder(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_gives_configs_weights_and_tokenizer_by_component()
    {
        using var model = ModelFiles.Open(folder.Path + "/");

        Assert.Equal(Path.GetFileName(folder.Path), model.Name);
        Assert.Equal(ModelFamily.StableDiffusion2, model.Family);
        Assert.Equal("StableDiffusionPipeline", model.Config("model_index").GetProperty("_class_name").GetString());
        Assert.Equal("v_prediction", model.Config("scheduler").GetProperty("prediction_type").GetString());
        Assert.Equal(4, model.Config("unet").GetProperty("in_channels").GetInt32());
        Assert.Equal([8, 4, 3, 3], model.Weights("unet").ShapeOf("conv_in.weight")!);
        Assert.Equal([20, 6], model.Weights("text_encoder").ShapeOf("text_model.embeddings.token_embedding.weight")!);
        Assert.Equal(folder["tokenizer"], model.TokenizerFolder("tokenizer"));
        Assert.Null(model.TokenizerFolder("tokenizer_2"));
        Assert.True(model.Has("vae"));
        Assert.False(model.Has("text_encoder_2"));
    }

    [Fact]
    public void The_index_of_the_model_may_be_missing()
    {
        File.Delete(folder["model_index.json"]);
        using var model = ModelFiles.Open(folder.Path);

        Assert.Empty(model.Config("model_index").EnumerateObject());
    }

    [Fact]
    public void The_configs_of_another_folder_take_the_place_of_its_own()
    {
        using var other = new TemporaryFolder();
        other.Write("""{"in_channels": 9}""", "unet", "config.json");
        using var model = ModelFiles.Open(folder.Path, other.Path);

        Assert.Equal(9, model.Config("unet").GetProperty("in_channels").GetInt32());
        Assert.Equal([8, 4, 3, 3], model.Weights("unet").ShapeOf("conv_in.weight")!);
    }

    [Fact]
    public void Shards_are_read_as_one()
    {
        Shard("", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
        using var model = ModelFiles.Open(folder.Path);

        Assert.Equal(["a.weight", "b.weight"], model.Weights("unet").Names.Order());
        Assert.Equal([0, 1, 2], TestModels.Values(model.Weights("unet"), "b.weight"));
        Assert.Equal(folder["unet", "model-00002-of-00002.safetensors"], model.Weights("unet").Location("b.weight"));
        Assert.EndsWith("index.json", model.Weights("unet").Location("c.weight"));
    }

    [Theory]
    [InlineData("diffusion_pytorch_model.fp16-00001-of-00002.safetensors", "diffusion_pytorch_model.fp16-00002-of-00002.safetensors")]
    [InlineData("diffusion_pytorch_model-00001-of-00002.fp16.safetensors", "diffusion_pytorch_model-00002-of-00002.fp16.safetensors")]
    public void A_variant_may_have_shards_of_either_naming(string first, string second)
    {
        Shard("fp16.", first, second);
        using var model = ModelFiles.Open(folder.Path);

        Assert.Equal(2, model.Weights("unet").Names.Count());
    }

    [Theory]
    [InlineData("plain", "diffusion_pytorch_model.safetensors", "diffusion_pytorch_model.fp16.safetensors", "diffusion_pytorch_model.non_ema.safetensors")]
    [InlineData("fp16", "diffusion_pytorch_model.bf16.safetensors", "diffusion_pytorch_model.fp16.safetensors")]
    [InlineData("non_ema", "diffusion_pytorch_model.non_ema.safetensors", "diffusion_pytorch_model.bin")]
    public void The_plain_file_is_preferred_and_any_variant_will_do(string expected, params string[] files)
    {
        File.Delete(folder["unet", UNetWeights]);
        foreach (var file in files)
        {
            TestModels.Save(folder["unet", file], (file.Split('.') is [_, var variant, _] ? variant : "plain", [1]));
        }

        using var model = ModelFiles.Open(folder.Path);

        Assert.Equal([expected], model.Weights("unet").Names);
    }

    [Fact]
    public void Files_that_are_links_into_a_cache_are_read()
    {
        Directory.CreateDirectory(folder["blobs"]);
        foreach (var file in Directory.GetFiles(folder["unet"]))
        {
            var blob = folder["blobs", Path.GetFileNameWithoutExtension(file)];
            File.Move(file, blob);
            File.CreateSymbolicLink(file, Path.Combine("..", "blobs", Path.GetFileName(blob)));
        }

        using var model = ModelFiles.Open(folder.Path);

        Assert.Equal([8, 4, 3, 3], model.Weights("unet").ShapeOf("conv_in.weight")!);
        Assert.Equal(4, model.Config("unet").GetProperty("in_channels").GetInt32());
    }

    [Fact]
    public void The_vaes_attention_may_have_its_old_names()
    {
        const string Attention = "decoder.mid_block.attentions.0";
        TestModels.Save(folder["vae", UNetWeights],
            ($"{Attention}.query.weight", [2, 2]), ($"{Attention}.key.bias", [2]),
            ($"{Attention}.value.weight", [2, 2, 1, 1]), ($"{Attention}.proj_attn.weight", [2, 2]),
            ($"{Attention}.group_norm.weight", [2]));
        using var model = ModelFiles.Open(folder.Path);
        var vae = model.Weights("vae");

        Assert.Equal(
            [$"{Attention}.group_norm.weight", $"{Attention}.to_k.bias",
                $"{Attention}.to_out.0.weight", $"{Attention}.to_q.weight", $"{Attention}.to_v.weight"],
            vae.Names.Order(StringComparer.Ordinal));
        Assert.Equal([2, 2], vae.ShapeOf($"{Attention}.to_v.weight")!);
        Assert.Equal([0, 1, 2, 3], TestModels.Values(vae, $"{Attention}.to_v.weight"));
    }

    [Fact]
    public void The_hash_is_that_of_the_unets_weights()
    {
        Shard("", "b.safetensors", "a.safetensors");
        using var model = ModelFiles.Open(folder.Path);

        byte[] bytes = [.. File.ReadAllBytes(folder["unet", "a.safetensors"]), .. File.ReadAllBytes(folder["unet", "b.safetensors"])];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes))[..10], model.Hash());
    }

    /// <summary>Replaces the U-Net's file by two shards with an index.</summary>
    private void Shard(string variant, string first, string second)
    {
        File.Delete(folder["unet", UNetWeights]);
        TestModels.Save(folder["unet", first], ("a.weight", [2]));
        TestModels.Save(folder["unet", second], ("b.weight", [3]));
        folder.Write($$$"""{"weight_map": {"a.weight": "{{{first}}}", "b.weight": "{{{second}}}"}}""", "unet", $"{UNetWeights}.index.{variant}json");
    }
}
