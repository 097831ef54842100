using CaToMe.Merging;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Tests.Measuring;

namespace CaToMe.Tests.Requests;

public class GenerationRequestTests
{
    private static readonly ModelInfo Measured = FakeModel.Model with { RecommendedMerge = MergeOptions.Parse("catome:0.9@every-4") };

    [Theory]
    [InlineData("catome", "catome:0.9@every-4")]
    [InlineData("catome:0.95", "catome:0.95@every-4")]
    [InlineData("catome@all mlp", "catome:0.9@all mlp")]
    [InlineData("catome:0.95@0,5", "catome:0.95@0,5")]
    [InlineData("tome:0.3", "tome:0.3")]
    [InlineData("none", "none")]
    public void What_a_request_leaves_open_is_as_recommended_for_the_model(string given, string drawn) =>
        Assert.Equal(drawn, Resolved(given, Measured).Merge.ToString());

    [Fact]
    public void Models_without_a_measured_setting_take_the_papers() =>
        Assert.Equal("catome:0.7@paper-3", Resolved("catome", FakeModel.Model).Merge.ToString());

    [Fact]
    public void Size_sampler_and_guidance_scale_are_the_models_too()
    {
        var request = Resolved("none", FakeModel.Model);
        Assert.Equal((64, 64, "pndm", 7.5), (request.Width, request.Height, request.Sampler, request.GuidanceScale));
    }

    [Theory]
    [InlineData("Steps")]
    [InlineData("Batch")]
    [InlineData("GuidanceScale")]
    [InlineData("ClipSkip")]
    [InlineData("Prompt")]
    [InlineData("Merge")]
    [InlineData("Method")]
    [InlineData("InitialLatents")]
    public void What_is_out_of_range_is_named_without_a_model(string option)
    {
        var request = new GenerationRequest { Prompt = "a fox" };
        request = option switch
        {
            "Steps" => request with { Steps = 1001 },
            "Batch" => request with { Batch = 0 },
            "GuidanceScale" => request with { GuidanceScale = double.NaN },
            "ClipSkip" => request with { ClipSkip = -1 },
            "Prompt" => request with { Prompt = null! },
            "Merge" => request with { Merge = null! },
            "Method" => request with { Merge = new MergeOptions { Method = (MergeMethod)9 } },
            _ => request with { InitialLatents = new Latents([1, 2], [1, 4, 8, 8]) },
        };
        Assert.Equal(option, Assert.Throws<OptionException>(request.Validate).Option);
    }

    [Theory]
    [InlineData(42, 0, "Count")]
    [InlineData(42, 100_001, "Count")]
    [InlineData(long.MaxValue - 1, 3, "Seed")]
    public void A_series_has_as_many_seeds_as_there_are(long seed, int count, string option) =>
        Assert.Equal(option, Assert.Throws<OptionException>(() => new GenerationRequest { Prompt = "a fox", Seed = seed }.Series(count)).Option);

    private static GenerationRequest Resolved(string merge, ModelInfo model) =>
        new GenerationRequest { Prompt = "a fox", Merge = MergeOptions.Parse(merge) }.Resolve(model);
}
