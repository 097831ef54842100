using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Sources;
using static TorchSharp.torch;

namespace CaToMe.Tests.Weights;

/// <summary>
/// Each published kind of file is loaded under its real names, with no tensor left over, and drawn from. The layers are narrower than the
/// published ones; <see cref="PublishedFilesTests"/> compares the whole shapes.
/// </summary>
public sealed class NarrowFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("sd15", "SD 1.x")]
    [InlineData("sd15-ema", "SD 1.x")]
    [InlineData("sd15-lcm", "SD 1.x", "lcm")]
    [InlineData("sd15-inpainting", "SD 1.x")]
    [InlineData("sd20-base", "SD 2.x")]
    [InlineData("sd21", "SD 2.x")]
    [InlineData("sd2-inpainting", "SD 2.x")]
    [InlineData("sd-turbo", "SD 2.x")]
    [InlineData("sdxl", "SDXL")]
    [InlineData("sdxl-lcm", "SDXL", "lcm")]
    [InlineData("sdxl-inpainting", "SDXL")]
    [InlineData("refiner", "SDXL")]
    public void A_published_kind_of_file_is_loaded_whole_and_drawn_from(string file, string family, string? sampler = null)
    {
        using var pipeline = Load(file, ScalarType.Float16);
        Assert.Equal(family, pipeline.Model.Family);
        Assert.Equal(
            (file.EndsWith("inpainting", StringComparison.Ordinal), file.EndsWith("lcm", StringComparison.Ordinal), file == "refiner"),
            (pipeline.Model.TakesMask, pipeline.Model.EmbedsGuidance, pipeline.Model.IsRefiner));
        Assert.Equal(sampler ?? pipeline.Model.DefaultSampler, pipeline.Model.DefaultSampler);

        var apple = Draw(pipeline, "a red apple");
        Assert.All(apple, value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(apple, Draw(pipeline, "a blue house"));
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float32)]
    public void A_file_in_another_type_is_drawn_from_as_well(ScalarType type)
    {
        using var pipeline = Load("sd15", type);
        Assert.All(Draw(pipeline, "a red apple"), value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void The_refiner_finishes_a_picture_and_says_so_where_there_is_none()
    {
        using var pipeline = Load("refiner", ScalarType.Float16);
        var request = new GenerationRequest { Prompt = "a fox", Steps = 2, Width = 64, Height = 64 };
        var refined = pipeline.Generate(request with { InitImage = SourceImage.FromPixels(64, 64, new byte[3 * 64 * 64]), Strength = 0.5 });

        Assert.DoesNotContain(refined.Warnings, w => w.Contains("refiner", StringComparison.Ordinal));
        Assert.Contains(pipeline.Generate(request).Warnings, w => w.Contains("is SDXL's refiner, which finishes pictures", StringComparison.Ordinal));
    }

    private DiffusionPipeline Load(string file, ScalarType type) =>
        DiffusionPipeline.Load(NarrowFiles.Write(folder, file, type), new PipelineOptions { Device = "cpu", ConfigFolder = folder.Path });

    private static float[] Draw(DiffusionPipeline pipeline, string prompt) =>
        pipeline.Generate(new GenerationRequest { Prompt = prompt, Steps = 1, Width = 64, Height = 64 }).Latents.Values;
}
