using CaToMe.Imaging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

public sealed class SeparateVaeTests : IDisposable
{
    private static readonly GenerationRequest Request = new() { Prompt = "a fox", Steps = 1, Width = 32, Height = 32 };

    private readonly TemporaryFolder folder = new();

    private static string Model { get; } = Golden.Model("tiny-sd15");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_models_own_in_every_layout_changes_nothing()
    {
        var own = Draw(null);
        Assert.Null(own.Model.Vae);
        var original = Save("original.safetensors", name => name, x => x);
        string[] all = [Model, Path.Combine(Model, "vae"), original, Save("bare.safetensors", name => name["first_stage_model.".Length..], x => x)];
        foreach (var vae in all)
        {
            var drawn = Draw(vae);
            Assert.Equal(own.Images[0].Pixels, drawn.Images[0].Pixels);
            Assert.Equal(Path.GetFileName(vae), drawn.Model.Vae);
        }
    }

    [Fact]
    public void Another_one_decodes_the_same_latents_and_is_recorded()
    {
        var (own, other) = (Draw(null), Draw(Save("other.safetensors", name => name, x => x * 0.9)));
        Assert.Equal(own.Latents.Values, other.Latents.Values);
        Assert.NotEqual(own.Images[0].Pixels, other.Images[0].Pixels);

        var metadata = ImageMetadata.Of(other);
        Assert.Equal(("other.safetensors", other.Model.VaeHash), (metadata.Vae, metadata.VaeHash));
        Assert.Equal(metadata, ImageMetadata.Parse(metadata.ToText(), "a.png"));
        Assert.True(metadata.IsOf(Request, other.Model, 0));
        Assert.False(metadata.IsOf(Request, own.Model, 0));
        Assert.Contains($"VAE hash: {other.Model.VaeHash}, VAE: other.safetensors", metadata.ToText()["parameters"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_one_asks_for_it_and_loads_with_it()
    {
        using var scope = NewDisposeScope();
        var without = SafetensorsFile.Save(
            folder["without.safetensors"], OriginalLayout.Of(Model, "unet").Concat(OriginalLayout.Of(Model, "text_encoder")).ToDictionary());
        var configs = Directory.CreateDirectory(folder["configs"]).FullName;
        var all = Directory.EnumerateFiles(Model, "*", SearchOption.AllDirectories);
        foreach (var config in all.Where(f => !f.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(configs, Path.GetRelativePath(Model, config));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(config, copy);
        }

        var options = new PipelineOptions { Device = "cpu", ConfigFolder = configs };
        Assert.Contains("with Vae", Assert.Throws<ModelException>(() => DiffusionPipeline.Load(without, options)).Message, StringComparison.Ordinal);

        using var pipeline = DiffusionPipeline.Load(without, options with { Vae = Path.Combine(Model, "vae") });
        Assert.Equal(Draw(null).Images[0].Pixels, pipeline.Generate(Request).Images[0].Pixels);
    }

    [Fact]
    public void What_a_file_lacks_comes_from_the_folder_of_its_configs()
    {
        using var scope = NewDisposeScope();
        var unet = SafetensorsFile.Save(folder["unet.safetensors"], OriginalLayout.Of(Model, "unet"));
        using var pipeline = DiffusionPipeline.Load(unet, new PipelineOptions { Device = "cpu", ConfigFolder = Model });
        var drawn = pipeline.Generate(Request);
        Assert.Equal(Draw(null).Images[0].Pixels, drawn.Images[0].Pixels);
        Assert.Contains(drawn.Warnings, w => w.Contains("unet.safetensors has no text_encoder", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_none_is_one_error()
    {
        File.WriteAllBytes(folder["vae.pt"], [1]);
        Assert.Contains("runs whatever code", Refused(folder["vae.pt"]), StringComparison.Ordinal);
        Assert.Contains("does not exist", Refused(folder["nothing.safetensors"]), StringComparison.Ordinal);
        TestModels.Save(folder["taesd.safetensors"], ("decoder.1.weight", [1]));
        Assert.Contains("is no VAE", Refused(folder["taesd.safetensors"]), StringComparison.Ordinal);
    }

    private static GenerationResult Draw(string? vae)
    {
        using var pipeline = DiffusionPipeline.Load(Model, new PipelineOptions { Device = "cpu", Vae = vae });
        return pipeline.Generate(Request);
    }

    private static string Refused(string vae) => Assert.Throws<ModelException>(() => Draw(vae)).Message;

    /// <summary>Writes the model's autoencoder as the original layout has it.</summary>
    private string Save(string name, Func<string, string> rename, Func<Tensor, Tensor> change)
    {
        using var scope = NewDisposeScope();
        return SafetensorsFile.Save(folder[name], OriginalLayout.Of(Model, "vae").ToDictionary(t => rename(t.Key), t => change(t.Value)));
    }
}
