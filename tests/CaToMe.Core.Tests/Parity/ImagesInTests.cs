using System.Text.Json;
using System.Text.Json.Nodes;
using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Sampling;
using CaToMe.Sources;
using CaToMe.Tests.Weights;
using static TorchSharp.torch;

namespace CaToMe.Tests.Parity;

/// <summary>Whole runs that begin at pictures, repaint parts of them, or have the guidance scale as an input, against diffusers.</summary>
[Trait("Category", "Parity")]
public class ImagesInTests
{
    private static readonly string[] Kinds = ["img2img", "inpaint", "txt2img"];

    public static TheoryData<string> Names() =>
    [
        .. Golden.Cases("extra", "cases.json")
            .Where(c => Kinds.Contains(TextOf(c, "kind")) && (TextOf(c, "unet") is not { } unet || Golden.Has("extra", unet)))
            .Select(c => TextOf(c, "name")!),
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_run_gives_the_official_latents(string name)
    {
        var recorded = Golden.Cases("extra", "cases.json").Single(c => TextOf(c, "name") == name);
        using var scope = NewDisposeScope();
        using var tensors = Golden.Tensors("extra", "cases.safetensors");
        using var folder = ModelOf(recorded);
        using var pipeline = DiffusionPipeline.Load(folder.Path, new PipelineOptions { Device = "cpu" });
        var className = TextOf(recorded, "scheduler")!;
        pipeline.SchedulerConfig = WithDefaultsOf(className, pipeline.SchedulerConfig);
        var request = new GenerationRequest
        {
            Prompt = TextOf(recorded, "prompt")!,
            NegativePrompt = TextOf(recorded, "negative")!,
            Steps = recorded.GetProperty("steps").GetInt32(),
            Seed = recorded.GetProperty("seed").GetInt64(),
            GuidanceScale = recorded.GetProperty("guidance").GetDouble(),
            Sampler = SamplerCatalog.NameOf(JsonSerializer.SerializeToElement(new { _class_name = className, skip_prk_steps = true })),
            InitImage = SourceOf(recorded, "image", tensors),
            Mask = SourceOf(recorded, "mask", tensors),
        };
        request = recorded.TryGetProperty("strength", out var strength) ? request with { Strength = strength.GetDouble() } : request;
        var before = TensorCount.Settled();

        var result = pipeline.Generate(request);

        Assert.Equal(before, Tensor.TotalCount);
        var expected = tensors.Load(name + "/latents");
        Assert.InRange(Golden.MeanErrorInDeviations(tensor(result.Latents.Values).reshape(result.Latents.Shape), expected), 0, 1e-3);
    }

    [Fact]
    public void A_model_for_in_painting_draws_from_text_alone_and_goes_on_larger() => WithUNet("tiny-inpaint9/unet", pipeline =>
    {
        var result = pipeline.Generate(new GenerationRequest { Prompt = "a fox", Steps = 2, Hires = 2, HiresSteps = 1, HiresStrength = 1 });
        Assert.Equal(2 * pipeline.Model.DefaultWidth, result.Images[0].Width);
        Assert.True(pipeline.Model.TakesMask);
    });

    [Fact]
    public void Guidance_as_an_input_takes_no_second_half_and_a_negative_prompt_is_said_to_do_nothing() => WithUNet("tiny-lcm/unet", pipeline =>
    {
        var request = new GenerationRequest { Prompt = "a fox", Steps = 2, Sampler = "lcm", GuidanceScale = 8, Merge = MergeOptions.Parse("tome:0.5") };
        var (result, other) = (pipeline.Generate(request), pipeline.Generate(request with { NegativePrompt = "fog" }));

        Assert.All(result.Statistics.Calls, call => Assert.Single(call.MergedPerSample));
        Assert.Equal(result.Latents.Values, other.Latents.Values);
        Assert.Contains(other.Warnings, w => w.Contains("NegativePrompt has no effect", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Warnings, w => w.Contains("NegativePrompt", StringComparison.Ordinal));
        Assert.NotEqual(result.Latents.Values, pipeline.Generate(request with { GuidanceScale = 1 }).Latents.Values);

        Assert.True(pipeline.Model.IsDistilled);
        Assert.DoesNotContain(result.Warnings, w => w.Contains("try Steps 4", StringComparison.Ordinal));
        Assert.Contains(pipeline.Generate(request with { Steps = 16 }).Warnings, w => w.Contains("try Steps 4", StringComparison.Ordinal));
    });

    /// <summary>Does something with one of the recorded U-Nets, where they are.</summary>
    private static void WithUNet(string unet, Action<DiffusionPipeline> check)
    {
        if (Golden.Has("extra", unet))
        {
            using var folder = ModelOf(JsonSerializer.SerializeToElement(new { unet }));
            using var pipeline = DiffusionPipeline.Load(folder.Path, new PipelineOptions { Device = "cpu" });
            check(pipeline);
        }
    }

    /// <summary>The model that all cases share, with the U-Net that a case names.</summary>
    private static ModelCopy ModelOf(JsonElement recorded)
    {
        var model = new ModelCopy("tiny-sd15");
        if (TextOf(recorded, "unet") is { } unet)
        {
            Directory.Delete(model["unet"], recursive: true);
            Directory.CreateDirectory(model["unet"]);
            Directory.GetFiles(Golden.PathOf("extra", unet)).ToList().ForEach(file => File.Copy(file, model["unet", Path.GetFileName(file)]));
        }

        return model;
    }

    /// <summary>Recorded with the class's own default where a model's file says nothing: some clip latents.</summary>
    private static JsonElement WithDefaultsOf(string className, JsonElement config)
    {
        var settings = JsonNode.Parse(config.GetRawText())!;
        if (SchedulerClasses.DefaultsOf(className).TryGetProperty("clip_sample", out var clips))
        {
            settings["clip_sample"] = clips.GetBoolean();
        }

        return JsonSerializer.SerializeToElement(settings);
    }

    /// <summary>Pixels of one channel or three, [1, C, H, W], as a picture.</summary>
    private static SourceImage? SourceOf(JsonElement recorded, string field, CaToMe.Weights.SafetensorsFile tensors)
    {
        if (TextOf(recorded, field) is not { } name)
        {
            return null;
        }

        var pixels = tensors.Load(name)[0].expand(3, -1, -1).permute(1, 2, 0).contiguous(); // [H, W, 3]
        return SourceImage.FromPixels((int)pixels.shape[1], (int)pixels.shape[0], pixels.data<byte>().ToArray());
    }

    private static string? TextOf(JsonElement recorded, string field) => recorded.TryGetProperty(field, out var value) ? value.GetString() : null;
}
