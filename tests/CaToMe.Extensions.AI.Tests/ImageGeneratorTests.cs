using System.Drawing;
using CaToMe.Extensions.AI;
using CaToMe.Imaging;
using CaToMe.Requests;
using CaToMe.Sources;
using Microsoft.Extensions.AI;

namespace CaToMe.Tests;

/// <summary>What Microsoft.Extensions.AI asks for is what the library draws.</summary>
public sealed class ImageGeneratorTests(ImageGeneratorTests.Embedded embedded) : IClassFixture<ImageGeneratorTests.Embedded>
{
    private static readonly GenerationRequest Request = new() { Prompt = "a red apple", Seed = 7, Steps = 2, Width = 64, Height = 64 };

    private readonly DiffusionPipeline pipeline = embedded.Pipeline;
    private readonly IImageGenerator generator = embedded.Pipeline.AsIImageGenerator(new Dictionary<string, string> { ["steps"] = "2" });

    private static ImageGenerationOptions Options => new() { ImageSize = new Size(64, 64), AdditionalProperties = new() { ["seed"] = 7 } };

    [Fact]
    public async Task Pictures_are_those_of_the_library_with_their_settings_inside()
    {
        using var folder = new TemporaryFolder();
        var options = Options;
        options.Count = 2;
        options.AdditionalProperties!["merge"] = "catome:0.5";

        var response = await generator.GenerateAsync(new ImageGenerationRequest("a red apple"), options);

        Assert.Equal(2, response.Contents.Count);
        for (var i = 0; i < 2; i++)
        {
            var content = Assert.IsType<DataContent>(response.Contents[i]);
            Assert.Equal("image/png", content.MediaType);
            File.WriteAllBytes(folder["picture.png"], content.Data.ToArray());
            var alone = pipeline.Generate(ImageMetadata.Read(folder["picture.png"]).Request);
            Assert.Equal(7 + i, alone.Request.Seed);
            Assert.Equal("catome:0.5@every-5", alone.Request.Merge.ToString());
            Assert.Equal(alone.Images[0].Pixels, PngFile.Load(folder["picture.png"]).Pixels);
            Assert.Equal(7 + i, Assert.IsType<GenerationResult>(content.RawRepresentation).Request.Seed);
        }
    }

    [Fact]
    public async Task An_original_image_is_begun_at_and_a_mask_says_where()
    {
        var begun = pipeline.Generate(Request).Images[0];
        var half = new byte[begun.Pixels.Length];
        Array.Fill(half, byte.MaxValue, 0, half.Length / 2);
        var mask = new RgbImage(begun.Width, begun.Height, half);
        var options = Options;
        options.AdditionalProperties!["strength"] = 0.5;
        options.AdditionalProperties!["mask"] = new DataContent(PngFile.Encode(mask), "image/png");

        var response = await generator.GenerateAsync(
            new ImageGenerationRequest("a house", [new DataContent(PngFile.Encode(begun), "image/png")]), options);

        var alone = pipeline.Generate(Request with { Prompt = "a house", Strength = 0.5, InitImage = SourceOf(begun), Mask = SourceOf(mask) });
        var result = Assert.IsType<GenerationResult>(response.Contents[0].RawRepresentation);
        Assert.Equal(alone.Images[0].Pixels, result.Images[0].Pixels);
        Assert.NotEqual(begun.Pixels, result.Images[0].Pixels);

        static SourceImage SourceOf(RgbImage image) => SourceImage.FromPixels(image.Width, image.Height, image.Pixels);
    }

    [Fact]
    public async Task A_request_of_ours_can_be_begun_with()
    {
        var options = new ImageGenerationOptions { RawRepresentationFactory = _ => Request with { Prompt = "a house" } };
        var given = (await generator.GenerateAsync(new ImageGenerationRequest(), options)).Contents[0];
        Assert.Equal(("a house", 7L, 64), Of(given));
        var changed = (await generator.GenerateAsync(new ImageGenerationRequest("a fox"), options)).Contents[0];
        Assert.Equal(("a fox", 7L, 64), Of(changed));

        static (string, long, int?) Of(AIContent content) =>
            Assert.IsType<GenerationResult>(content.RawRepresentation).Request is var request ? (request.Prompt, request.Seed, request.Width) : default;
    }

    [Fact]
    public async Task Requests_that_come_at_once_are_drawn_one_after_the_other_and_each_as_alone()
    {
        var prompts = new[] { "a fox", "a house", "a red apple", "a rocket" };
        var responses = await Task.WhenAll(prompts.Select(p => Task.Run(() => generator.GenerateAsync(new ImageGenerationRequest(p), Options))));
        for (var i = 0; i < prompts.Length; i++)
        {
            Assert.Equal(
                pipeline.Generate(Request with { Prompt = prompts[i] }).Images[0].Pixels,
                Assert.IsType<GenerationResult>(responses[i].Contents[0].RawRepresentation).Images[0].Pixels);
        }
    }

    [Fact]
    public async Task A_request_is_cancelled_while_it_waits_and_while_it_is_drawn()
    {
        using var cancel = new CancellationTokenSource();
        var options = Options;
        options.AdditionalProperties!["steps"] = 500;
        var (drawn, waiting) = (Draw(), Draw());

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drawn);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Single((await generator.GenerateAsync(new ImageGenerationRequest("a fox"), Options)).Contents);

        Task<ImageGenerationResponse> Draw() => generator.GenerateAsync(new ImageGenerationRequest("a fox"), options, cancel.Token);
    }

    [Fact]
    public async Task The_model_is_named_and_another_is_refused()
    {
        var metadata = generator.GetService<ImageGeneratorMetadata>()!;
        Assert.Equal(("catome", "emoji"), (metadata.ProviderName, metadata.DefaultModelId));
        Assert.Same(pipeline, generator.GetService<DiffusionPipeline>());
        Assert.Same(generator, generator.GetService<CaToMeImageGenerator>());
        Assert.Null(generator.GetService<HttpClient>());
        Assert.Null(generator.GetService(typeof(DiffusionPipeline), "key"));

        var options = Options;
        options.ModelId = "emoji";
        Assert.Single((await generator.GenerateAsync(new ImageGenerationRequest("a fox"), options)).Contents);
        options.ModelId = "dall-e-3";
        var refused = await Assert.ThrowsAsync<OptionException>(() => generator.GenerateAsync(new ImageGenerationRequest("a fox"), options));
        Assert.Contains("draws with emoji", refused.Message);
    }

    [Fact]
    public async Task A_given_pipeline_outlives_its_generator()
    {
        var passing = pipeline.AsIImageGenerator();
        passing.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => passing.GenerateAsync(new ImageGenerationRequest("a fox"), Options));
        Assert.Single(pipeline.Generate(Request).Images);
    }

    public sealed class Embedded : IDisposable
    {
        internal DiffusionPipeline Pipeline { get; } = DiffusionPipeline.Load();

        public void Dispose() => Pipeline.Dispose();
    }
}
