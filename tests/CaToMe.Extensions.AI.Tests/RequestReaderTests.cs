using System.Drawing;
using System.Text.Json;
using CaToMe.Extensions.AI;
using CaToMe.Merging;
using CaToMe.Requests;
using Microsoft.Extensions.AI;

namespace CaToMe.Tests;

public sealed class RequestReaderTests
{
    private static readonly CaToMeImageGenerator Nobody = new();

    [Fact]
    public void Settings_go_by_their_names_and_take_what_says_their_value()
    {
        var read = Read(new()
        {
            ["Steps"] = 20, ["guidance"] = 4.5, ["cfgscale"] = "5.5", ["sampler"] = "euler-a", ["merge"] = MergeOptions.Parse("tome:0.5"),
            ["vaeTiling"] = VaeTiling.On, ["seed"] = JsonSerializer.SerializeToElement(9), ["hires"] = JsonSerializer.SerializeToElement("2"),
            ["allowNonfinite"] = true, ["negative"] = "fog", ["lora"] = null,
        });
        Assert.Equal(
            new GenerationRequest
            {
                Prompt = "a fox", Steps = 20, GuidanceScale = 5.5, Sampler = "euler-a", Merge = MergeOptions.Parse("tome:0.5"), VaeTiling = VaeTiling.On,
                Seed = 9, Hires = 2, AllowNonfinite = true, NegativePrompt = "fog",
            },
            read);
    }

    [Fact]
    public void What_a_request_says_goes_before_the_defaults()
    {
        var defaults = new Dictionary<string, string> { ["steps"] = "8", ["merge"] = "catome:0.9", ["seed"] = "3" };
        var read = new RequestReader(defaults).Read(
            Fox, new ImageGenerationOptions { ImageSize = new Size(128, 64), AdditionalProperties = new() { ["steps"] = 4 } }, Nobody);
        Assert.Equal((4, 3L, 128, 64, "catome:0.9"), (read[0].Steps, read[0].Seed, read[0].Width, read[0].Height, read[0].Merge.ToString()));
    }

    [Fact]
    public void Without_a_seed_each_request_has_another() => Assert.NotEqual(Read(new()).Seed, Read(new()).Seed);

    public static TheoryData<string, ImageGenerationRequest, ImageGenerationOptions> Refused() => new()
    {
        { "MediaType is image/jpeg: pictures are image/png", Fox, new() { MediaType = "image/jpeg" } },
        { "ResponseFormat is Uri: pictures are returned as data", Fox, new() { ResponseFormat = ImageGenerationResponseFormat.Uri } },
        { "StreamingCount is 2: unfinished pictures are not returned", Fox, new() { StreamingCount = 2 } },
        { "Count is 0: give the number", Fox, new() { Count = 0 } },
        { "quality is high: it is no setting here. Known are negative, seed", Fox, With("quality", "high") },
        { "batch is 2: it is no setting here", Fox, With("batch", 2) },
        { "initImage is /etc/passwd: it is no setting here", Fox, With("initImage", "/etc/passwd") },
        { "mask is String: give a DataContent", Fox, With("mask", "/etc/passwd") },
        { "Steps is many: give a number of steps", Fox, With("steps", "many") },
        { "Steps is 0: give a number of steps", Fox, With("steps", 0) },
        { "RawRepresentationFactory is String: return a GenerationRequest", Fox, new() { RawRepresentationFactory = _ => "a fox" } },
        { "Prompt is empty: say what to draw", new ImageGenerationRequest(" "), new() },
        { "OriginalImages is UriContent: give a DataContent", Begun(new UriContent("https://example.org/a.png", "image/png")), new() },
        { "OriginalImages is 2 pictures: a picture begins at one", Begun(Bytes(1), Bytes(2)), new() },
        { "3 bytes in memory are refused as a picture: it is not a picture", Begun(Bytes(3)), new() },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_has_no_place_is_refused_with_what_has(string message, ImageGenerationRequest request, ImageGenerationOptions options)
    {
        var refused = Assert.ThrowsAny<CaToMeException>(() => new RequestReader([]).Read(request, options, Nobody));
        Assert.StartsWith(message, refused.Message);
    }

    private static ImageGenerationRequest Fox => new("a fox");

    private static GenerationRequest Read(AdditionalPropertiesDictionary settings) =>
        new RequestReader([]).Read(Fox, new ImageGenerationOptions { AdditionalProperties = settings }, Nobody)[0];

    private static ImageGenerationOptions With(string name, object value) => new() { AdditionalProperties = new() { [name] = value } };

    private static ImageGenerationRequest Begun(params AIContent[] images) => new("a fox", images);

    private static DataContent Bytes(int count) => new(new byte[count], "image/png");
}
