using System.Text.Json.Nodes;
using CaToMe.Inspection;
using CaToMe.Models;
using CaToMe.Tests.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Inspection;

public sealed class ModelReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_whole_model_has_no_problems()
    {
        var before = TensorCount.Settled();
        var report = ModelReport.Inspect(EmbeddedModel.Path);
        Assert.Equal((before, false), (Tensor.TotalCount, report.IsBroken));
        Assert.Empty(report.Problems);
    }

    [Fact]
    public void A_folder_is_reported_by_component()
    {
        TestModels.WriteFolder(folder);
        var before = TensorCount.Settled();

        var report = ModelReport.Inspect(folder.Path);

        Assert.Equal(before, Tensor.TotalCount);
        Assert.All(report.Problems, problem => Assert.Matches("has no (tensor|value)", problem)); // a stub, with a tensor or two
        Assert.True(report.IsBroken);
        Assert.False(report.IsSingleFile);
        Assert.Equal("SD 2.x", report.Family);
        Assert.Equal("DDIMScheduler", report.Scheduler);
        Assert.Equal("v_prediction", report.PredictionType);
        Assert.Equal(["unet", "vae", "text_encoder"], report.Components.Select(c => c.Name));
        var unet = report.Components[0];
        Assert.Equal("UNet2DConditionModel", unet.Class);
        Assert.Equal(8 * 4 * 3 * 3, unet.Parameters);
        Assert.Equal(2 * unet.Parameters, unet.Bytes);
        Assert.Equal(["float16"], unet.Dtypes);
        Assert.Equal([Path.Combine("unet", "diffusion_pytorch_model.safetensors")], unet.Files);
    }

    [Fact]
    public void The_geometry_and_every_transformer_block_are_those_of_the_config()
    {
        TestModels.WriteFolder(folder);
        var report = ModelReport.Inspect(folder.Path);

        Assert.Equal([8, 16], report.Geometry!.Channels);
        Assert.Equal([2, 4], report.Geometry.Heads);
        Assert.Equal(12, report.Geometry.CrossAttentionWidth);
        Assert.Equal((16, 16, 8), (report.Geometry.LatentWidth, report.Geometry.LatentHeight, report.Geometry.AutoencoderFactor));
        Assert.Equal(
            [
                new("down_blocks.0.attentions.0.transformer_blocks.0", 1, 8, 2, 17, 9),
                new("mid_block.attentions.0.transformer_blocks.0", 2, 16, 4, 9, 5),
                new("up_blocks.1.attentions.0.transformer_blocks.0", 1, 8, 2, 17, 9),
                new("up_blocks.1.attentions.1.transformer_blocks.0", 1, 8, 2, 17, 9),
            ],
            report.TransformerBlocks(width: 136, height: 72));
    }

    [Theory]
    [InlineData(768, new[] { 5, 10, 15, 16 })] // SD 1.5: two blocks on the way down and three on the way up at each of three resolutions
    [InlineData(2048, new[] { 0, 10, 70, 70 })] // SDXL: no attention at the latent's resolution
    public void The_blocks_that_merge_at_each_level_are_those_of_the_published_model(long context, int[] merging)
    {
        TestModels.WriteCheckpoint(folder["m.safetensors"], context: context);
        var blocks = ModelReport.Inspect(folder["m.safetensors"]).TransformerBlocks(512, 512);

        Assert.Equal(merging, new[] { 1, 2, 4, 8 }.Select(level => blocks.Count(b => b.Downsample <= level)));
        Assert.All(blocks, b => Assert.Equal(4096, b.Tokens * b.Downsample * b.Downsample));
    }

    [Fact]
    public void What_is_missing_or_refused_is_a_problem_and_the_rest_is_reported()
    {
        TestModels.WriteFolder(folder);
        File.Move(folder["vae", "diffusion_pytorch_model.safetensors"], folder["vae", "diffusion_pytorch_model.bin"]);
        File.Move(folder["unet", "diffusion_pytorch_model.safetensors"], folder["unet", "diffusion_pytorch_model.fp16.safetensors"]);
        Directory.Delete(folder["tokenizer"], recursive: true);
        folder.Write("{", "scheduler", "scheduler_config.json");

        var report = ModelReport.Inspect(folder.Path);

        Assert.Equal(["unet", "text_encoder"], report.Components.Select(c => c.Name));
        Assert.Null(report.Scheduler);
        foreach (var part in new[] { "pickle", "the variant fp16 alone", "no folder tokenizer", "not valid JSON", "has no tensor" })
        {
            Assert.Single(report.Problems, p => p.Contains(part));
        }
    }

    [Fact]
    public void A_type_that_cannot_be_read_is_a_problem_where_the_tensor_is_needed()
    {
        using var model = new ModelCopy("tiny-sdxl");
        var weights = model["text_encoder", "model.safetensors"];
        const string Needed = "final_layer_norm.bias";
        RawSafetensors.Edit(weights, header => header["position_ids"] = JsonNode.Parse("""{"dtype":"F8_E8M0","shape":[0],"data_offsets":[0,0]}"""));
        Assert.Empty(ModelReport.Inspect(model.Path).Problems);

        RawSafetensors.Edit(weights, header => header[Needed]!["dtype"] = "F8_E8M0");
        var report = ModelReport.Inspect(model.Path);
        Assert.Contains($"the tensor {Needed} is stored as F8_E8M0, which is not supported. Convert the model to float16", Assert.Single(report.Problems));
        Assert.Contains("f8_e8m0", report.Components[2].Dtypes);
        Assert.Contains(Needed, Assert.Throws<ModelException>(() => DiffusionPipeline.Load(model.Path, new PipelineOptions { Device = "cpu" })).Message);
    }

    [Fact]
    public void A_component_that_the_index_names_and_the_folder_lacks_is_a_problem()
    {
        TestModels.WriteFolder(folder);
        Directory.Delete(folder["text_encoder"], recursive: true);

        Assert.Contains(ModelReport.Inspect(folder.Path).Problems, p => p.Contains($"{folder["text_encoder"]} is missing"));
    }

    [Fact]
    public void A_single_file_is_reported_with_what_has_no_place_and_loads_all_the_same()
    {
        PublishedFiles.Write(folder["m.safetensors"], "sd15", others:
            [("model.diffusion_model.new.weight", [1]), ("model.diffusion_model.input_blocks.0.0.extra", [1]), ("first_stage_model.new", [1])]);

        var report = ModelReport.Inspect(folder["m.safetensors"]);

        Assert.Equal((true, false), (report.IsSingleFile, report.IsBroken));
        Assert.Equal(["m.safetensors"], report.Components[0].Files);
        Assert.Equal(
            [
                "2 tensor(s) of unet have no place in its configuration and are not used, the first is model.diffusion_model.new.weight.",
                "1 tensor(s) of vae have no place in its configuration and are not used, the first is first_stage_model.new.",
            ],
            report.Problems);
    }

    [Fact]
    public void An_outdated_scheduler_file_is_told_of_and_does_not_keep_the_model_from_loading()
    {
        TestModels.WriteFolder(folder);
        var file = folder.Write("""{"_class_name": "DDIMScheduler", "clip_sample": true, "steps_offset": 0}""", "scheduler", "scheduler_config.json");

        var told = ModelReport.Inspect(folder.Path).Problems.Where(p => p.StartsWith(file)).ToList();

        Assert.Equal(2, told.Count);
        Assert.Contains(told, p => p.Contains("steps_offset"));
        Assert.Contains(told, p => p.Contains("clip_sample"));
    }

    [Fact]
    public void What_is_no_model_is_a_problem_and_what_is_not_there_an_error()
    {
        folder.Write("pickle", "m.ckpt");

        Assert.Contains("is a pickle file", Assert.Single(ModelReport.Inspect(folder["m.ckpt"]).Problems));
        Assert.Contains("no folder unet", Assert.Single(ModelReport.Inspect(folder.Path).Problems));
        Assert.Throws<ModelException>(() => ModelReport.Inspect(folder["nowhere"]));
    }
}
