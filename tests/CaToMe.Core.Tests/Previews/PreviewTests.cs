using System.Text.Json;
using System.Text.Json.Nodes;
using CaToMe.Imaging;
using CaToMe.Metrics;
using CaToMe.Previews;
using CaToMe.Requests;
using CaToMe.Sampling;
using CaToMe.Sources;
using static TorchSharp.torch;

namespace CaToMe.Tests.Previews;

/// <summary>Runs with previews, on the embedded model at a small size.</summary>
public sealed class PreviewTests(DiffusionPipelineTests.Embedded embedded) : IClassFixture<DiffusionPipelineTests.Embedded>, IDisposable
{
    private static readonly GenerationRequest Request = new() { Prompt = "a red apple", Seed = 7, Steps = 5, Width = 64, Height = 64 };

    private static readonly PreviewOptions Linear = new() { Preview = "linear", PreviewEvery = 2 };

    private readonly TemporaryFolder folder = new();
    private readonly DiffusionPipeline pipeline = embedded.Pipeline;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("dpm++2m", 1)]
    [InlineData("euler-a", 2)]
    [InlineData("ddpm", 1)]
    public async Task The_picture_is_the_same_to_the_bit(string sampler, int batch)
    {
        var request = Request with { Sampler = sampler, Batch = batch, Merge = CaToMe.Merging.MergeOptions.Parse("catome:0.5") };
        var plain = pipeline.Generate(request);
        var before = TensorCount.Settled();
        var (result, previews) = await Draw(request, Linear with { PreviewEvery = 1 });

        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(plain.Latents.Values, result.Latents.Values);
        Assert.Equal(plain.Images.Select(i => i.Pixels), result.Images.Select(i => i.Pixels));
        Assert.Equal(plain.Request, result.Request);
        Assert.All(previews, p => Assert.Equal(batch, p.Images.Count));
        Assert.Null(plain.PreviewShare);
        Assert.InRange(result.PreviewShare!.Value, 1e-6, 0.5);
        var (ours, theirs) = (ImageMetadata.Of(plain).ToText()["CaToMe"], ImageMetadata.Of(result).ToText()["CaToMe"]);
        Assert.DoesNotContain("review", theirs);
        Assert.Equal(ours.Length, theirs.Length, 8.0); // the times differ
    }

    [Theory]
    [InlineData("dpm++2m", new[] { 2, 4, 5 })]
    [InlineData("heun", new[] { 2, 4, 5 })] // two calls a step
    [InlineData("pndm", new[] { 2, 4, 5 })] // one call more than steps
    public async Task There_is_one_every_few_steps_and_one_at_the_end(string sampler, int[] steps)
    {
        var (_, previews) = await Draw(Request with { Sampler = sampler }, Linear);
        Assert.Equal(steps, previews.Select(p => p.Step));
        Assert.All(previews, p => Assert.Equal((16, 16), (p.Images[0].Width, p.Images[0].Height))); // a pixel for each latent
    }

    [Fact]
    public async Task A_second_pass_goes_on_with_larger_ones()
    {
        var (_, previews) = await Draw(Request with { Hires = 2, HiresSteps = 2 }, Linear with { PreviewEvery = 3 });
        Assert.Equal([(3, 16), (6, 32), (7, 32)], previews.Select(p => (p.Step, p.Images[0].Width)));
    }

    [Fact]
    public async Task They_show_the_picture_more_and_more()
    {
        var (result, previews) = await Draw(Request with { Steps = 12, Width = 128, Height = 128 }, Linear with { PreviewEvery = 4 });
        var picture = Reduced(result.Images[0], 32);
        var psnr = previews.Select(p => ImageQuality.Psnr(p.Images[0], picture)).ToList();
        Assert.True(psnr[0] + 1 < psnr[^1], string.Join(", ", psnr));
        Assert.InRange(psnr[^1], 17, 100);
    }

    [Theory]
    [InlineData("epsilon")]
    [InlineData("v_prediction")]
    [InlineData("sample")]
    public void Each_sampler_tells_the_clean_latents_that_a_prediction_implies(string prediction)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        var (original, noise) = (randn([1, 4, 4, 4], generator: generator), randn([1, 4, 4, 4], generator: generator));
        var config = JsonNode.Parse(pipeline.SchedulerConfig.GetRawText())!;
        config["prediction_type"] = prediction;
        Assert.All(SamplerCatalog.Names, sampler =>
        {
            using var scheduler = (DiscreteScheduler)SamplerCatalog.Create(JsonSerializer.SerializeToElement(config), sampler, 6);
            for (var call = 0; call < scheduler.Timesteps.Count; call++)
            {
                var level = scheduler.Schedule.Levels[call];
                var output = prediction switch
                {
                    "epsilon" => noise,
                    "sample" => original,
                    _ => (noise * level.Signal - original * level.Noise) * level.InputScale,
                };
                var implied = scheduler.PredictOriginal(output, call, scheduler.AddNoise(original, noise, call));
                Assert.InRange(Golden.RelativeError(implied, original), 0, 1e-3);
            }
        });
    }

    [Fact]
    public async Task A_file_is_replaced_or_numbered_and_no_other_file_is_touched()
    {
        var (_, previews) = await Draw(Request with { Batch = 2 }, Linear with { PreviewPath = folder["last.png"] });
        Assert.Equal(["last-2.png", "last.png"], Files());
        Assert.Equal(previews[^1].Images[1].Pixels, PngFile.Load(folder["last-2.png"]).Pixels);
        Assert.Equal("step 5 of 5", PngFile.ReadText(folder["last.png"])["CaToMe preview"]);

        await Draw(Request, Linear with { PreviewPath = folder["last.png"] }); // a preview again
        await Draw(Request, Linear with { PreviewPath = folder["steps", "{step:000}.png"] });
        Assert.Equal(["002.png", "004.png", "005.png"], Files("steps"));

        PngFile.Save(folder["mine.png"], previews[0].Images[0]);
        var refused = await Assert.ThrowsAsync<OptionException>(() => Draw(Request, Linear with { PreviewPath = folder["mine.png"] }));
        Assert.Equal(nameof(PreviewOptions.PreviewPath), refused.Option);

        // One that is in the way later is said, and the picture is drawn.
        PngFile.Save(folder["004.png"], previews[0].Images[0]);
        var before = File.ReadAllBytes(folder["004.png"]);
        var (result, _) = await Draw(Request, Linear with { PreviewPath = folder["{step:000}.png"] });
        Assert.Single(result.Warnings, w => w.StartsWith("Previews were not written any more: PreviewPath is", StringComparison.Ordinal));
        Assert.Equal(before, File.ReadAllBytes(folder["004.png"]));
        Assert.Equal(["002.png", "004.png", "last-2.png", "last.png", "mine.png"], Files());

        IEnumerable<string?> Files(params string[] below) => Directory.GetFiles(folder[below]).Select(Path.GetFileName).Order();
    }

    [Theory]
    [InlineData("Preview is nice: give off, linear or taesd:PATH", "nice", 5, null)]
    [InlineData("Preview is taesd:: give off, linear or taesd:PATH", "taesd:", 5, null)]
    [InlineData("Preview is taesd:a.pth: that is a pickle file", "taesd:a.pth", 5, null)]
    [InlineData("Preview is taesd:a.safetensors: there is no such file", "taesd:a.safetensors", 5, null)]
    [InlineData("PreviewEvery is 0: give a number of steps", "linear", 0, null)]
    [InlineData("PreviewPath is a.gif: give a .png file", "linear", 5, "a.gif")]
    public void What_is_not_accepted_is_said_before_anything_is_drawn(string message, string preview, int every, string? path)
    {
        var options = new PreviewOptions { Preview = preview, PreviewEvery = every, PreviewPath = path };
        Assert.StartsWith(message, Assert.Throws<OptionException>(() => { _ = pipeline.GenerateAsync(Request, null, options); }).Message);
    }

    [Fact]
    public async Task A_decoder_for_other_latents_is_refused()
    {
        folder.Write("", "taesd.safetensors");
        var refused = await Assert.ThrowsAsync<OptionException>(
            () => pipeline.GenerateAsync(Request, null, new PreviewOptions { Preview = "taesd:" + folder["taesd.safetensors"] }));
        Assert.Contains("a latent of emoji stands for 4 pixels a side, and one of TAESD for 8", refused.Message);
    }

    private async Task<(GenerationResult Result, List<(int Step, IReadOnlyList<RgbImage> Images)> Previews)> Draw(
        GenerationRequest request, PreviewOptions options)
    {
        var previews = new List<(int Step, IReadOnlyList<RgbImage> Images)>();
        var result = await pipeline.GenerateAsync(request, new Told<GenerationProgress>(p =>
        {
            if (p.Previews is { } images)
            {
                previews.Add((p.Step, images));
            }
        }), options);
        return (result, previews);
    }

    private static RgbImage Reduced(RgbImage image, int side)
    {
        using var bitmap = image.ToBitmap();
        using var reduced = bitmap.Scaled(SkiaSharp.SKRectI.Create(image.Width, image.Height), side, side);
        return reduced.ToRgbImage();
    }

    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
