using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Tests.Measuring;

namespace CaToMe.Tests.Imaging;

public sealed class ImageMetadataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<GenerationRequest> Requests() =>
    [
        new GenerationRequest { Prompt = "" },
        Full,
        Full with { Prompt = "Steps: 3, Sampler: none, Seed: 5\nNegative prompt: x\n  林檎 \"quoted\" \\ \0 \r\n" },
        Full with { GuidanceScale = 0.1 + 0.2, Seed = long.MinValue, Merge = new MergeOptions { Method = MergeMethod.ToMe, Ratio = 1.0 / 3 } },
        Full with { Merge = Full.Merge with { Checkpoints = CheckpointSchedule.At(0, 3, 7), Seed = 5, ReferenceCompatible = true } },
        Full with { Merge = Full.Merge with { Checkpoints = CheckpointSchedule.EveryCall } },
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Settings_read_back_from_a_file_are_the_same_request(GenerationRequest request)
    {
        var drawn = ImageMetadata.Of(Drawn(request), 0);
        PngFile.Save(folder["a.png"], TestImages.Plain(8, 8), drawn.ToText());
        var read = ImageMetadata.Read(folder["a.png"]);
        Assert.Equal(request, read.Request);
        Assert.Equal(drawn, read with { Other = drawn.Other });
    }

    /// <summary>The code that writes was made by the compiler, that which reads goes by reflection: they agree on every name and value.</summary>
    [Theory]
    [MemberData(nameof(Requests))]
    public void Settings_are_written_as_by_reflection(GenerationRequest request)
    {
        var drawn = ImageMetadata.Of(Drawn(request with { InitialLatents = new Latents([0.1f, 2], [1, 1, 1, 2]) }), 0) with
        {
            LoraHashes = new Dictionary<string, string> { ["a"] = "1" }, Elapsed = TimeSpan.FromSeconds(1.5), MergedShare = 0.25,
        };
        Assert.Equal(JsonSerializer.Serialize(drawn, MetadataJson.Options), MetadataJson.Write(drawn));
    }

    [Theory]
    [InlineData(489_506)] // its seconds times ten million are 489,505.99999999994
    [InlineData(0)]
    [InlineData(10_000_000_000_001)] // eleven days
    public void Times_read_back_to_the_tick(long ticks)
    {
        var drawn = ImageMetadata.Of(Drawn(Full) with { Elapsed = new TimeSpan(ticks) });
        Assert.Equal(drawn.Elapsed, ImageMetadata.Parse(drawn.ToText(), "a.png").Elapsed);
    }

    [Fact]
    public void Initial_latents_read_back_to_the_bit()
    {
        var latents = new Latents([0.1f, float.Epsilon, -1e30f, 1f / 3], [1, 1, 2, 2]);
        var read = ImageMetadata.Parse(ImageMetadata.Of(Drawn(Full with { InitialLatents = latents })).ToText(), "a.png").Request.InitialLatents!;
        Assert.Equal(latents.Values, read.Values);
        Assert.Equal(latents.Shape, read.Shape);
    }

    [Fact]
    public void The_web_UIs_text_has_its_form()
    {
        var request = Full with { Prompt = "a house,\non a hill", Merge = new MergeOptions { Method = MergeMethod.ToMe, Ratio = 0.5 } };
        Assert.Equal(
            "a house,\non a hill\nNegative prompt: clouds\n"
            + "Steps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 42, Size: 512x384, Model hash: 0123456789, "
            + "Model: \"tiny: the model\", Clip skip: 2, Token merging ratio: 0.5, RNG: CPU, Version: CaToMe 0.1.0",
            ImageMetadata.Of(Drawn(request)).ToText()["parameters"]);
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public void The_web_UIs_text_alone_gives_back_what_it_can_say(GenerationRequest request)
    {
        var text = ImageMetadata.Of(Drawn(request)).ToText()["parameters"];
        var read = ImageMetadata.Parse(new Dictionary<string, string> { ["parameters"] = text }, "a.png");
        Assert.False(read.IsExact);
        Assert.Equal(
            (request.Steps, request.Sampler, request.GuidanceScale, request.Seed, request.Width, request.Height, request.ClipSkip, request.Merge.Method),
            (read.Request.Steps, read.Request.Sampler, read.Request.GuidanceScale, read.Request.Seed,
            read.Request.Width, read.Request.Height, read.Request.ClipSkip, read.Request.Merge.Method));
        Assert.Equal(request.Merge.EffectiveCheckpoints, read.Request.Merge.EffectiveCheckpoints);
        Assert.Equal("tiny: the model", read.ModelName);
    }

    [Fact]
    public void A_picture_of_the_web_UI_is_read()
    {
        var read = Parse(
            "girl, (blue eyes:1.2), Steps: a staircase\nsecond line\nNegative prompt: ugly, \"bad\"\nstill: negative, [blurry]\n"
            + "Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 965400086, Size: 512x768, Model hash: 45dee52b, Model: v1-5, "
            + """Clip skip: 2, Lora hashes: "one: aa, two: bb", TI hashes: "a \"b\", c", ControlNet 0/1: x, Tiling, Version: v1.9.4""");
        Assert.Equal("girl, (blue eyes:1.2), Steps: a staircase\nsecond line", read.Request.Prompt);
        Assert.Equal("ugly, \"bad\"\nstill: negative, [blurry]", read.Request.NegativePrompt);
        Assert.Equal(
            (20, "dpm++2m-karras", 7.0, 965400086L, 512, 768, 1),
            (read.Request.Steps, read.Request.Sampler, read.Request.GuidanceScale, read.Request.Seed,
            read.Request.Width, read.Request.Height, read.Request.ClipSkip));
        Assert.Equal(("v1-5", "45dee52b", "v1.9.4"), (read.ModelName, read.ModelHash, read.Version));
        Assert.Equal(
            new Dictionary<string, string> { ["Lora hashes"] = "one: aa, two: bb", ["TI hashes"] = "a \"b\", c", ["ControlNet 0/1"] = "x" },
            read.Other);
    }

    [Theory]
    [InlineData("DPM++ 2M Karras", "dpm++2m-karras")]
    [InlineData("Euler a", "euler-a")]
    [InlineData("Euler a, Schedule type: Automatic", "euler-a")]
    [InlineData("Restart", null)]
    public void Samplers_get_our_names(string sampler, string? scheduler) =>
        Assert.Equal(scheduler, Parse($"a cat\nSteps: 5, Sampler: {sampler}, Seed: 1").Request.Sampler);

    [Fact]
    public void A_value_that_cannot_be_used_is_kept_and_not_guessed()
    {
        var read = Parse("a cat\nSteps: many, Sampler: Restart, Seed: 99999999999999999999, Size: big, CFG scale: NaN, Token merging ratio: 0.4");
        Assert.Equal(["Steps", "Sampler", "Seed", "Size", "CFG scale"], read.Other.Keys);
        Assert.Equal(
            new GenerationRequest { Prompt = "a cat", PromptSyntax = PromptSyntax.WebUi, Merge = new MergeOptions { Method = MergeMethod.ToMe, Ratio = 0.4 } },
            read.Request);
    }

    [Theory]
    [InlineData("just a prompt")]
    [InlineData("a poem\nabout: colons, and: commas")]
    [InlineData("")]
    public void A_text_without_settings_is_all_prompt(string text) => Assert.Equal(text, Parse(text).Request.Prompt);

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"request":{"steps":3}}""")]
    [InlineData("""{"request":{"prompt":null}}""")]
    [InlineData("""{"request":{"prompt":"a","merge":{"method":"best"}}}""")]
    [InlineData("""{"request":{"prompt":"a","merge":{"checkpoints":"now and then"}}}""")]
    [InlineData("""{"request":{"prompt":"a","merge":{"checkpoints":"99999999999"}}}""")]
    [InlineData("""{"request":{"prompt":"a","merge":{"checkpoints":7}}}""")]
    [InlineData("""{"request":{"prompt":"a","initialLatents":{"values":"AAA=","shape":[1]}}}""")]
    [InlineData("""{"request":{"prompt":"a"},"elapsed":1e300}""")]
    public void A_damaged_chunk_falls_back_to_the_web_UIs_text(string json)
    {
        var read = ImageMetadata.Parse(new Dictionary<string, string> { ["CaToMe"] = json, ["parameters"] = "a cat" }, "a.png");
        Assert.Equal((false, "a cat"), (read.IsExact, read.Request.Prompt));
        var error = Assert.Throws<CaToMeException>(() => ImageMetadata.Parse(new Dictionary<string, string> { ["CaToMe"] = json }, "a.png"));
        Assert.Contains("a.png", error.Message);
    }

    [Fact]
    public void A_chunk_that_calls_the_sampler_scheduler_is_read()
    {
        var text = ImageMetadata.Of(Drawn(Full)).ToText()["CaToMe"];
        Assert.DoesNotContain("scheduler", text, StringComparison.Ordinal);
        var old = new Dictionary<string, string> { ["CaToMe"] = text.Replace("\"sampler\"", "\"scheduler\"", StringComparison.Ordinal) };
        Assert.Equal(Full, ImageMetadata.Parse(old, "a.png").Request);
    }

    [Fact]
    public void A_picture_without_settings_says_so()
    {
        PngFile.Save(folder["bare.png"], TestImages.Plain(4, 4));
        Assert.Contains("carries no settings", Assert.Throws<CaToMeException>(() => ImageMetadata.Read(folder["bare.png"])).Message);
    }

    [Fact]
    public void Settings_mean_the_same_in_every_culture()
    {
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("de-DE");
            var text = ImageMetadata.Of(Drawn(Full)).ToText();
            Assert.Contains("CFG scale: 7.5", text["parameters"]);
            Assert.Equal(Full, ImageMetadata.Parse(text, "a.png").Request);
            Assert.Equal(7.5, Parse(text["parameters"]).Request.GuidanceScale);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    private static GenerationRequest Full { get; } = new()
    {
        Prompt = "a red apple",
        NegativePrompt = "clouds",
        Steps = 20,
        GuidanceScale = 7.5,
        Seed = 42,
        Batch = 1,
        Width = 512,
        Height = 384,
        Sampler = "euler-a",
        ClipSkip = 1,
        Merge = new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.95, Destinations = DestinationChoice.Random, Mlp = true },
        CollectPairs = true,
    };

    [Fact]
    public void What_the_web_uis_text_does_not_give_is_said()
    {
        Assert.Equal(["Seed", "Steps"], Parse("a cat\nSampler: Euler, Size: 64x64, CFG scale: 7, Seed: 15822312312312312312").Unstated);
        Assert.Empty(Parse("a cat\nSteps: 20, Sampler: Euler, Seed: 1, Size: 64x64").Unstated);
    }

    private static ImageMetadata Parse(string parameters) => ImageMetadata.Parse(new Dictionary<string, string> { ["parameters"] = parameters }, "a.png");

    private static GenerationResult Drawn(GenerationRequest request) => new()
    {
        Request = request,
        Images = [TestImages.Plain(8, 8)],
        Latents = new Latents([], [1, 4, 0, 0]),
        Elapsed = TimeSpan.FromSeconds(1.25),
        SamplingTime = TimeSpan.FromSeconds(1),
        Statistics = new MergeStatistics([new BlockCall("down", 0, 64, [16, 32], true)]),
        Warnings = [],
        Model = FakeModel.Model,
    };
}
