using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sources;
using CaToMe.Tests.Imaging;
using static TorchSharp.torch;

namespace CaToMe.Tests.Starting;

/// <summary>Runs that begin at pictures, or go on with a larger one, on the embedded model at a small size.</summary>
public sealed class PicturesInTests(DiffusionPipelineTests.Embedded embedded) : IClassFixture<DiffusionPipelineTests.Embedded>, IDisposable
{
    private const int Side = 64;

    private static readonly RgbImage Picture = TestImages.Noisy(Side, Side, noise: 10);

    private static readonly GenerationRequest Request = new() { Prompt = "a red apple", Seed = 7, Steps = 4 };

    private readonly TemporaryFolder folder = new();
    private readonly DiffusionPipeline pipeline = embedded.Pipeline;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_less_strength_the_more_is_left_of_the_picture()
    {
        var request = Request with { Steps = 8, InitImage = Source(Picture) };
        var distances = new[] { 0.125, 0.5, 1 }.Select(s => Distance(pipeline.Generate(request with { Strength = s }).Images[0], Picture)).ToList();
        Assert.Equal(distances.Order(), distances);
        Assert.True(distances[0] < 0.5 * distances[2]);
    }

    [Fact]
    public void What_a_mask_keeps_stays_to_the_pixel_and_the_rest_is_drawn()
    {
        var request = Request with { InitImage = Source(Picture), Mask = Source(RightHalf(Side, Side)), MaskBlur = 0, Strength = 1 };
        var (drawn, inverted) = (pipeline.Generate(request).Images[0], pipeline.Generate(request with { InvertMask = true }).Images[0]);

        Assert.Equal(0, Differing(drawn, x => x < Side / 2));
        Assert.True(Differing(drawn, x => x >= Side / 2) > Side * Side / 4);
        Assert.Equal(0, Differing(inverted, x => x >= Side / 2));
        Assert.True(Differing(inverted, x => x < Side / 2) > Side * Side / 4);

        // A soft edge reaches into both halves, and no further than a few deviations.
        var soft = pipeline.Generate(request with { MaskBlur = 2 }).Images[0];
        Assert.Equal(0, Differing(soft, x => x < (Side / 2) - 10));
        Assert.True(Differing(soft, x => x < Side / 2) > 0);
    }

    [Fact]
    public void Only_what_is_masked_is_drawn_in_the_size_that_is_asked_for_and_put_back_at_its_own()
    {
        var (picture, mask) = (TestImages.Noisy(200, 120, noise: 10), TestImages.Plain(200, 120, 0));
        for (var y = 80; y < 100; y++)
        {
            mask.Pixels.AsSpan(3 * ((y * 200) + 150), 3 * 20).Fill(byte.MaxValue);
        }

        var result = pipeline.Generate(Request with
        {
            InitImage = Source(picture), Mask = Source(mask), MaskPadding = 6, MaskBlur = 0, Width = Side, Height = Side, Strength = 1,
        });

        var drawn = result.Images[0];
        Assert.Equal((200, 120), (drawn.Width, drawn.Height));
        Assert.Equal([1, 4, Side / pipeline.Model.AutoencoderFactor, Side / pipeline.Model.AutoencoderFactor], result.Latents.Shape);
        var changed = Enumerable.Range(0, 200 * 120).Where(i => !drawn.Pixels.AsSpan(3 * i, 3).SequenceEqual(picture.Pixels.AsSpan(3 * i, 3))).ToList();
        Assert.NotEmpty(changed);
        Assert.All(changed, i => Assert.True(i % 200 is >= 150 and < 170 && i / 200 is >= 80 and < 100));
    }

    [Theory]
    [InlineData(70, 45, null, null, 68, 44)] // cut to multiples of the factor, 4
    [InlineData(70, 45, 64, null, 64, 40)]
    [InlineData(70, 45, null, 64, 96, 64)]
    [InlineData(70, 45, 64, 64, 64, 64)]
    [InlineData(2048, 512, null, null, 1024, 256)] // more than four times the model's own 256 x 256
    public void A_picture_is_drawn_in_its_own_size_or_cut_to_the_one_that_is_asked_for(int width, int height, int? askedW, int? askedH, int drawnW, int drawnH)
    {
        var request = Request with { InitImage = Source(TestImages.Plain(width, height)), Width = askedW, Height = askedH };
        var resolved = request.Resolve(pipeline.Model);
        Assert.Equal((drawnW, drawnH), (resolved.Width!.Value, resolved.Height!.Value));
    }

    [Fact]
    public void The_second_pass_is_larger_and_leaves_the_first_as_it_is()
    {
        var seen = new List<float[]>();
        pipeline.LatentsObserver = (_, latents) => seen.Add(latents.cpu().data<float>().ToArray());
        try
        {
            var request = Request with { Width = Side, Height = Side, Sampler = "euler" };
            var once = pipeline.Generate(request);
            seen.Clear();
            foreach (var upscaler in Enum.GetValues<HiresUpscaler>())
            {
                var progress = new List<GenerationProgress>();
                var twice = pipeline.Generate(request with { Hires = 1.5, HiresUpscaler = upscaler, HiresSteps = 2 }, new Told(progress.Add));
                Assert.Equal((96, 96), (twice.Images[0].Width, twice.Images[0].Height));
                Assert.Equal(once.Latents.Values, seen[progress.Count - 3]); // the last call of the first pass
                Assert.Equal(Enumerable.Range(1, progress.Count), progress.Select(p => p.Call));
                Assert.Equal((6, 6), (progress[^1].Step, progress[^1].Steps));
                seen.Clear();
            }
        }
        finally
        {
            pipeline.LatentsObserver = null;
        }
    }

    [Fact]
    public void Checkpoints_count_from_the_first_call_that_is_made_in_each_pass()
    {
        var merge = new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.5, Checkpoints = CheckpointSchedule.At(0) };
        var request = Request with { Sampler = "euler", Merge = merge, InitImage = Source(Picture), Strength = 0.5, Hires = 1.5, HiresSteps = 2 };
        var calls = pipeline.Generate(request).Statistics.Calls;

        Assert.Equal([0, 1, 2, 3], calls.Select(c => c.Call).Distinct());
        Assert.All(calls, c => Assert.Equal(c.Call is 0 or 2, c.Computed));
        Assert.Equal(calls.Where(c => c.Call < 2).Max(c => c.Tokens) * 9 / 4, calls.Where(c => c.Call >= 2).Max(c => c.Tokens));
    }

    [Fact]
    public void A_file_tells_the_picture_that_it_was_drawn_from_and_repeats()
    {
        PngFile.Save(folder["photo.png"], Picture);
        PngFile.Save(folder["mask.png"], RightHalf(Side, Side));
        var drawn = pipeline.Generate(Request with
        {
            InitImage = SourceImage.FromFile(folder["photo.png"]), Mask = SourceImage.FromFile(folder["mask.png"]), MaskBlur = 2, Strength = 0.5,
        });
        var texts = ImageMetadata.Of(drawn).ToText();
        Assert.All(texts.Values, text => Assert.DoesNotContain(folder.Path, text, StringComparison.Ordinal));
        var (web, hash) = (texts["parameters"], drawn.Request.InitImage!.Hash!);
        Assert.Contains($"Init image hash: {hash[..10]}, Denoising strength: 0.5, Mask blur: 2", web, StringComparison.Ordinal);
        PngFile.Save(folder["drawn.png"], drawn.Images[0], texts);

        var read = ImageMetadata.Read(folder["drawn.png"]);

        Assert.True(read.IsExact);
        Assert.Equal(drawn.Images[0].Pixels, pipeline.Generate(read.Request).Images[0].Pixels);
        Assert.True(read.IsOf(drawn.Request, pipeline.Model, 0));
        PngFile.Save(folder["photo.png"], TestImages.Plain(Side, Side));
        Assert.Contains("InitImage", Assert.Throws<OptionException>(() => pipeline.Generate(read.Request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_web_UIs_names_are_read()
    {
        const string Line = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 512x512, Denoising strength: 0.45";
        var large = Parsed($"{Line}, Hires upscale: 2, Hires steps: 12, Hires upscaler: Latent (nearest)");
        var painted = Parsed($"{Line}, Mask blur: 8, Inpaint area: Only masked, Masked area padding: 32, Mask mode: Inpaint not masked");

        Assert.Equal((2, 12, 0.45, 0.75, HiresUpscaler.Latent), (large.Hires, large.HiresSteps, large.HiresStrength, large.Strength, large.HiresUpscaler));
        Assert.Equal((0.45, 8, 32, true), (painted.Strength, painted.MaskBlur, painted.MaskPadding, painted.InvertMask));

        GenerationRequest Parsed(string text) => ImageMetadata.Parse(new Dictionary<string, string> { ["parameters"] = $"a fox\n{text}" }, "x.png").Request;
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        var requests = new[]
        {
            Request with { InitImage = Source(Picture), Mask = Source(RightHalf(Side, Side)), Strength = 0.5 },
            Request with { InitImage = Source(Picture), Hires = 1.5, HiresUpscaler = HiresUpscaler.Pixels, Batch = 2 },
            Request with { InitImage = Source(Picture), Mask = Source(TestImages.Plain(Side, Side, 0)) }, // which marks nothing
        };
        var before = TensorCount.Settled();
        foreach (var request in requests)
        {
            _ = Record.Exception(() => pipeline.Generate(request));
            Assert.Equal(before, Tensor.TotalCount);
        }
    }

    [Fact]
    public void What_contradicts_itself_is_said_at_once()
    {
        var error = Assert.Throws<InvalidOptionsException>((Request with { Mask = Source(Picture), Hires = 2, HiresStrength = 0.1, MaskBlur = -1 }).Validate);
        Assert.Equal(["MaskBlur", "Mask", "Hires", "HiresStrength"], error.Errors.Select(e => e.Option));
    }

    private static SourceImage Source(RgbImage image) => SourceImage.FromPixels(image.Width, image.Height, image.Pixels);

    private static RgbImage RightHalf(int width, int height)
    {
        var mask = TestImages.Plain(width, height, 0);
        for (var y = 0; y < height; y++)
        {
            mask.Pixels.AsSpan(3 * ((y * width) + (width / 2)), 3 * width / 2).Fill(byte.MaxValue);
        }

        return mask;
    }

    private static double Distance(RgbImage a, RgbImage b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();

    private static int Differing(RgbImage drawn, Func<int, bool> where) => Enumerable.Range(0, Side * Side)
        .Count(i => where(i % Side) && !drawn.Pixels.AsSpan(3 * i, 3).SequenceEqual(Picture.Pixels.AsSpan(3 * i, 3)));

    private sealed class Told(Action<GenerationProgress> tell) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => tell(value);
    }
}
