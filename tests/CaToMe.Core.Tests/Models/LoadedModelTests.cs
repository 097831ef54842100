using CaToMe.Models;
using CaToMe.Tests.Weights;
using CaToMe.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Models;

/// <summary>Loading that fails, at every stage of it.</summary>
public sealed class LoadedModelTests : IDisposable
{
    private static readonly PipelineOptions OnCpu = new() { Device = "cpu" };

    private readonly ModelCopy model = new("tiny-sdxl");

    public void Dispose() => model.Dispose();

    [Theory]
    [InlineData("{", "scheduler/scheduler_config.json")]
    [InlineData("{", "model_index.json")]
    [InlineData("""{"force_zeros_for_empty_prompt": 1}""", "model_index.json")]
    [InlineData("{", "tokenizer_2/tokenizer.json")]
    [InlineData("{", "vae/config.json")]
    [InlineData(null, "scheduler/scheduler_config.json")]
    [InlineData(null, "text_encoder_2/model.safetensors")]
    [InlineData(null, "unet/diffusion_pytorch_model.safetensors")]
    [InlineData(null, "vae/diffusion_pytorch_model.safetensors")]
    [InlineData("not a model", "vae/diffusion_pytorch_model.safetensors")]
    public void A_file_that_is_missing_or_broken_is_named_and_nothing_stays(string? content, string file)
    {
        File.Delete(model[file]);
        if (content is not null)
        {
            model.Write(content, file);
        }

        Assert.Contains(Path.GetDirectoryName(file)!, Refused(() => DiffusionPipeline.Load(model.Path, OnCpu)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text_encoder_2", "intermediate_size", "64")]
    [InlineData("unet", "layers_per_block", "2")]
    [InlineData("vae", "layers_per_block", "1")]
    public void Weights_that_do_not_fit_are_named_and_nothing_stays(string component, string key, string value)
    {
        model.Set(component, key, value);
        Assert.Contains(model[component], Refused(() => DiffusionPipeline.Load(model.Path, OnCpu)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_hashed_is_named_and_nothing_stays()
    {
        using var files = new HashedElsewhere(ModelFiles.Open(model.Path), model["gone.safetensors"]);
        using var plan = new ModelPlan(files, OnCpu);
        Assert.Contains("gone.safetensors", Refused(() => LoadedModel.Load(plan, new Loading(null, CancellationToken.None))), StringComparison.Ordinal);
    }

    private static string Refused(Func<IDisposable> load)
    {
        var before = TensorCount.Settled();
        var message = Assert.Throws<ModelException>(load).Message;
        Assert.Equal(before, Tensor.TotalCount);
        return message;
    }

    /// <summary>A model whose hash is that of another file.</summary>
    private sealed class HashedElsewhere(ModelFiles model, string file) : ModelFiles(model.Path, model.Configs)
    {
        private protected override IReadOnlyList<string> HashedFiles => [file];

        public override bool Has(string component) => model.Has(component);

        internal override IStoredTensors Stored(string component) => model.Stored(component);

        private protected override void Dispose(bool disposing) => model.Dispose();
    }
}
