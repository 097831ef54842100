using CaToMe.Inspection;
using CaToMe.Models;
using CaToMe.Sampling;
using CaToMe.UNet;
using CaToMe.Weights;

namespace CaToMe.Tests.Weights;

/// <summary>What the published single files are taken for, told from their real names and shapes.</summary>
public sealed class PublishedFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Checkpoint => folder["m.safetensors"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sd15", nameof(ModelFamily.StableDiffusion1), "epsilon", 512, "text_encoder")]
    [InlineData("sd20-base", nameof(ModelFamily.StableDiffusion2), "epsilon", 512, "text_encoder")]
    [InlineData("sd21", nameof(ModelFamily.StableDiffusion2), "v_prediction", 768, "text_encoder")]
    [InlineData("sd-turbo", nameof(ModelFamily.StableDiffusion2), "epsilon", 512, "text_encoder")]
    [InlineData("sdxl", nameof(ModelFamily.StableDiffusionXL), "epsilon", 1024, "text_encoder,text_encoder_2")]
    [InlineData("v-pred", nameof(ModelFamily.StableDiffusionXL), "v_prediction", 1024, "text_encoder,text_encoder_2")]
    [InlineData("noobai-v-pred", nameof(ModelFamily.StableDiffusionXL), "v_prediction", 1024, "text_encoder,text_encoder_2", "Trailing", true)]
    [InlineData("sd15-ema", nameof(ModelFamily.StableDiffusion1), "epsilon", 512, "text_encoder")]
    [InlineData("sd15-lcm", nameof(ModelFamily.StableDiffusion1), "epsilon", 512, "text_encoder")]
    [InlineData("sd15-inpainting", nameof(ModelFamily.StableDiffusion1), "epsilon", 512, "text_encoder")]
    [InlineData("sd2-inpainting", nameof(ModelFamily.StableDiffusion2), "epsilon", 512, "text_encoder")]
    [InlineData("sdxl-lcm", nameof(ModelFamily.StableDiffusionXL), "epsilon", 1024, "text_encoder,text_encoder_2")]
    [InlineData("sdxl-inpainting", nameof(ModelFamily.StableDiffusionXL), "epsilon", 1024, "text_encoder,text_encoder_2")]
    [InlineData("refiner", nameof(ModelFamily.StableDiffusionXL), "epsilon", 1024, "text_encoder_2")]
    public void A_published_file_is_recognised_and_every_tensor_has_its_place(
        string file, string family, string prediction, int pixels, string textEncoders, string spacing = "Leading", bool zeroTerminalSnr = false)
    {
        PublishedFiles.Write(Checkpoint, file);
        using var model = ModelFiles.Open(Checkpoint);
        var scheduler = SchedulerConfig.Read(model.Config("scheduler"));

        Assert.Equal((family, pixels), ($"{model.Family}", 8 * model.Config("unet").GetProperty("sample_size").GetInt32()));
        Assert.Equal(prediction, model.Config("scheduler").GetProperty("prediction_type").GetString());
        Assert.Equal((spacing, zeroTerminalSnr), (scheduler.TimestepSpacing.ToString(), scheduler.RescaleBetasZeroSnr));
        Assert.Equal(textEncoders.Split(','), new[] { "text_encoder", "text_encoder_2" }.Where(model.Has));
        Assert.Empty(ModelReport.Inspect(Checkpoint).Problems);
    }

    [Theory]
    [InlineData("sd15")]
    [InlineData("sd20-base")]
    [InlineData("sd21")]
    [InlineData("sdxl")]
    [InlineData("noobai-v-pred")]
    public void No_sampler_clips_the_latents_of_a_published_file(string file)
    {
        PublishedFiles.Write(Checkpoint, file);
        using var model = ModelFiles.Open(Checkpoint);
        var own = model.Configs.Of("scheduler");

        foreach (var config in new[] { own.Root, ModelScheduler.Of(own, model.Family, new PipelineOptions()).Config })
        {
            Assert.All(SamplerCatalog.Names, name =>
            {
                using var scheduler = (DiscreteScheduler)SamplerCatalog.Create(config, name, 10);
                Assert.Null(scheduler.Clipping);
            });
        }
    }

    [Fact]
    public void Weights_with_scales_of_their_own_are_refused()
    {
        TestModels.WriteCheckpoint(Checkpoint, others: ("model.diffusion_model.scaled_fp8", [2]));
        var message = Assert.Throws<ModelException>(() => ModelFiles.Open(Checkpoint)).Message;
        Assert.Contains("its 8-bit weights have scales of their own", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cosxl", "trained on the continuous noise levels of EDM, as CosXL was: edm_vpred.sigma_max")]
    public void Files_that_would_be_drawn_wrongly_are_refused_with_the_reason(string file, string reason)
    {
        PublishedFiles.Write(Checkpoint, file);

        Assert.Contains(reason, Assert.Throws<ModelException>(() => ModelFiles.Open(Checkpoint)).Message);
    }

    [Theory]
    [InlineData("sd15-no-vae", "vae")]
    [InlineData("sd15-no-text-encoder", "text_encoder")]
    [InlineData("sdxl-no-text-encoder", "text_encoder")]
    public void A_pruned_file_without_a_component_is_refused_and_names_it(string file, string component)
    {
        PublishedFiles.Write(Checkpoint, file);
        var report = ModelReport.Inspect(Checkpoint);

        Assert.True(report.IsBroken);
        Assert.Contains(report.Problems, p => p.Contains($"has no {component}: no tensor's name begins with", StringComparison.Ordinal));
    }

    [Fact]
    public void The_only_text_encoder_of_the_refiner_is_the_second()
    {
        using var configs = new TemporaryFolder();
        TestModels.WriteFolder(configs);
        PublishedFiles.Write(Checkpoint, "refiner");
        using var model = ModelFiles.Open(Checkpoint, configs.Path);

        Assert.Equal((false, true), (model.Has("text_encoder"), model.Has("text_encoder_2")));
    }

    [Theory]
    [InlineData("unet-sd1", 768)]
    [InlineData("unet-sd2", 1024)]
    [InlineData("unet-sdxl", 2048)]
    [InlineData("unet-refiner", 1280)]
    public void The_tensors_that_a_network_needs_are_those_of_the_published_list(string list, long context)
    {
        TestModels.WriteCheckpoint(Checkpoint, channels: context == 1280 ? 384 : 320, context: context);
        using var model = ModelFiles.Open(Checkpoint);
        var config = model.Configs.Of("unet");
        var asked = new ShapeMaker();
        using var network = new UNet2DConditionModel(asked.Reader(), UNetConfig.From(config));

        Assert.Equal(asked.Asked.Keys.Order(StringComparer.Ordinal), UNetTensors.NamesOf(config).Order(StringComparer.Ordinal));
        Assert.Equal(PublishedFiles.TensorsOf(list).Count(), asked.Asked.Count);
    }
}
