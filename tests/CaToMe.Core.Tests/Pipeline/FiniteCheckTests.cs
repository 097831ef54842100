using CaToMe.Models;
using CaToMe.Pipeline;
using CaToMe.Requests;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Pipeline;

public sealed class FiniteCheckTests : IDisposable
{
    private static readonly GenerationRequest Request = new() { Prompt = "a house", Steps = 2, Width = 32, Height = 32 };

    private readonly TemporaryFolder folder = new();

    public FiniteCheckTests()
    {
        var model = Path.Combine(RepositoryFolder.Path, "tests", "data", "models", "tiny-sdxl");
        foreach (var file in Directory.GetFiles(model, "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(model, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("text_encoder/model.safetensors", "embeddings.token_embedding.weight", "text embeddings")]
    [InlineData("text_encoder_2/model.safetensors", "text_projection.weight", "text embeddings")]
    [InlineData("unet/diffusion_pytorch_model.safetensors", "conv_in.bias", "latents of U-Net call 0 (of 2, counted from 0)")]
    [InlineData("vae/diffusion_pytorch_model.safetensors", "decoder.conv_out.bias", "pixels of the decoder")]
    public void Broken_weights_are_an_error_that_names_the_stage_and_on_request_a_picture_with_a_warning(string file, string tensor, string stage)
    {
        Poison(folder[file], tensor);
        using var pipeline = DiffusionPipeline.Load(folder.Path, new PipelineOptions { Device = "cpu" });

        var message = Assert.Throws<CaToMeException>(() => pipeline.Generate(Request)).Message;
        Assert.StartsWith($"The {stage}", message);
        Assert.Contains("inspect", message);

        var looked = pipeline.Generate(Request with { AllowNonfinite = true });
        Assert.Contains(stage, looked.Warnings.Single(w => w.Contains("not finite")));
    }

    [Fact]
    public void Without_broken_weights_there_is_neither_error_nor_warning()
    {
        using var pipeline = DiffusionPipeline.Load(folder.Path, new PipelineOptions { Device = "cpu" });
        Assert.DoesNotContain(pipeline.Generate(Request).Warnings, w => w.Contains("finite"));
    }

    [Fact]
    public void One_broken_sample_of_a_batch_is_enough()
    {
        using var scope = NewDisposeScope();
        var batch = zeros(4, 3);
        batch[2, 1] = float.PositiveInfinity;
        Assert.Throws<CaToMeException>(() => new FiniteCheck(ScalarType.Float32, allowed: false).Of("latents", zeros(1), batch));
    }

    [Fact]
    public void In_float16_another_type_is_the_first_advice() => Assert.Contains(
        "float32 or bfloat16 (Dtype)",
        Assert.Throws<CaToMeException>(() => new FiniteCheck(ScalarType.Float16, allowed: false).Of("latents", full([1], float.NaN))).Message);

    private static void Poison(string path, string name)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        using (var file = SafetensorsFile.Open(path))
        {
            tensors = file.Entries.Keys.ToDictionary(key => key, key => file.Load(key).clone());
        }

        tensors[name].fill_(float.NaN);
        SafetensorsFile.Save(path, tensors);
    }
}
