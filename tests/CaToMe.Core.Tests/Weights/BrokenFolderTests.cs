using CaToMe.Inspection;
using CaToMe.Vae;
using CaToMe.Weights;

namespace CaToMe.Tests.Weights;

public sealed class BrokenFolderTests : IDisposable
{
    private const string Weights = "diffusion_pytorch_model.safetensors";

    private readonly TemporaryFolder folder = new();

    public BrokenFolderTests() => TestModels.WriteFolder(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_path_that_does_not_exist_is_named() => Fails("nowhere does not exist", () => ModelFiles.Open(folder["nowhere"]));

    [Fact]
    public void A_config_folder_that_does_not_exist_is_named() => Fails("config folder", () => ModelFiles.Open(folder.Path, folder["nowhere"]));

    [Fact]
    public void A_folder_that_is_no_model_says_what_a_model_has() => Fails(
        $"{folder["vae"]} is not a Stable Diffusion model: it has no folder unet. A model folder has model_index.json and the folders unet, vae",
        () => ModelFiles.Open(folder["vae"]));

    [Fact]
    public void A_folder_with_a_single_file_points_at_it()
    {
        Directory.Delete(folder["unet"], recursive: true);
        TestModels.Save(folder["anything.safetensors"], ("x", [1]));

        Fails("If anything.safetensors is the model, give the file.", () => ModelFiles.Open(folder.Path));
    }

    [Theory]
    [InlineData("model.ckpt")]
    [InlineData("model.PT")]
    [InlineData("pytorch_model.bin")]
    public void A_pickle_file_is_refused_with_the_reason_and_a_way_out(string name)
    {
        folder.Write("pickle", name);

        var message = Fails($"{folder[name]} is a pickle file", () => ModelFiles.Open(folder[name]));
        Assert.Contains("runs whatever code", message);
        Assert.Contains("--to_safetensors", message);
    }

    [Fact]
    public void A_component_with_pickle_alone_is_refused_with_the_reason_and_a_way_out()
    {
        File.Move(folder["unet", Weights], folder["unet", "diffusion_pytorch_model.bin"]);

        var message = Fails("as pickle only (diffusion_pytorch_model.bin)", () => Open("unet"));
        Assert.Contains(folder["unet"], message);
        Assert.Contains("runs whatever code", message);
        Assert.Contains("safe_serialization=True", message);
    }

    [Fact]
    public void A_missing_component_config_or_weights_file_is_named()
    {
        Fails($"{folder["text_encoder_2"]} is missing", () => Open("text_encoder_2"));
        File.Delete(folder["unet", Weights]);
        Fails($"{folder["unet"]} has no weights: {Weights} or model.safetensors is needed", () => Open("unet"));
        File.Delete(folder["scheduler", "scheduler_config.json"]);
        Fails($"{folder["scheduler", "scheduler_config.json"]} is missing", () => Config("scheduler"));
        Fails($"{folder["text_encoder_2", "config.json"]} is missing", () => Config("text_encoder_2"));
    }

    [Theory]
    [InlineData("{\"a\":", "is not valid JSON")]
    [InlineData("[1]", "is not a JSON object")]
    [InlineData("", "is not valid JSON")]
    public void A_config_that_is_no_json_object_is_named(string content, string reason) =>
        Fails($"{folder.Write(content, "unet", "config.json")} {reason}", () => Config("unet"));

    [Theory]
    [InlineData("block_out_channels", null, "has no value for block_out_channels")]
    [InlineData("block_out_channels", "[]", "block_out_channels is [], and a list of 1 to 8 items is needed")]
    [InlineData("block_out_channels", "[8, \"16\"]", "block_out_channels is \"16\", and a whole number from 4 to 16384 is needed")]
    [InlineData("layers_per_block", "[1,2,3]", "layers_per_block is [1,2,3], and one number, or a list of 2 is needed")]
    [InlineData("layers_per_block", "1.5", "layers_per_block is 1.5, and a whole number from 1 to 32 is needed")]
    [InlineData("up_block_types", "[\"UpBlock2D\"]", "up_block_types is [\"UpBlock2D\"], and a list of 2 is needed")]
    [InlineData("down_block_types", "[1, 2]", "down_block_types is 1, and a string is needed")]
    public void A_config_key_that_is_missing_or_of_another_kind_is_named(string key, string? value, string reason)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(TestModels.UNetConfig)!.AsObject();
        config.Remove(key);
        if (value is not null)
        {
            config[key] = System.Text.Json.Nodes.JsonNode.Parse(value);
        }

        var path = folder.Write(config.ToJsonString(), "unet", "config.json");

        Assert.Contains(path, Fails(reason, () => UNetLayout.Of(ModelConfig.Read(path))));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.18215")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e400")]
    [InlineData("1e30")]
    [InlineData("1e-30")]
    [InlineData("\"0.18\"")]
    public void A_scaling_factor_that_no_autoencoder_has_is_named(string value)
    {
        var config =
            $$"""
            {
              "down_block_types": ["DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D"],
              "block_out_channels": [4], "scaling_factor": {{value}}
            }
            """;
        var path = folder.Write(config, "vae", "config.json");

        Fails($"{path}: scaling_factor is ", () => AutoencoderConfig.From(ModelConfig.Read(path)));
        Assert.Contains(ModelReport.Inspect(folder.Path).Problems, problem => problem.StartsWith($"{path}: scaling_factor is ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("../secret.safetensors")]
    [InlineData("..\\\\secret.safetensors")]
    [InlineData("C:secret.safetensors")]
    [InlineData("/etc/secret.safetensors")]
    [InlineData("shard.bin")]
    public void A_shard_outside_the_folder_or_of_another_kind_is_refused(string shard)
    {
        Index($$$"""{"weight_map": {"a": "{{{shard}}}"}}""");

        Fails("a .safetensors file of the same folder is accepted, without a path", () => Open("unet"));
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "gone.safetensors"}}""", "gone.safetensors is missing")]
    [InlineData("""{"weight_map": {"a": "there.safetensors"}}""", "has the tensor a, and it does not")]
    [InlineData("""{"weight_map": {"a": 1}}""", "places a in 1")]
    [InlineData("""{"weight_map": {}}""", "names no tensors")]
    [InlineData("""{}""", "has no weight_map")]
    public void An_index_that_does_not_fit_its_shards_is_named(string index, string reason)
    {
        Index(index);
        TestModels.Save(folder["unet", "there.safetensors"], ("b", [1]));

        Assert.Contains($"{Weights}.index.json", Fails(reason, () => Open("unet")));
    }

    private void Index(string content)
    {
        File.Delete(folder["unet", Weights]);
        folder.Write(content, "unet", $"{Weights}.index.json");
    }

    private void Open(string component)
    {
        using var model = ModelFiles.Open(folder.Path);
        model.Weights(component);
    }

    private void Config(string component)
    {
        using var model = ModelFiles.Open(folder.Path);
        model.Config(component);
    }

    private static string Fails(string reason, Action action)
    {
        var message = Assert.Throws<ModelException>(action).Message;
        Assert.Contains(reason, message);
        return message;
    }
}
