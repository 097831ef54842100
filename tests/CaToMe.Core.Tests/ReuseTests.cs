using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Sampling;
using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>Calls that leave work out, on the embedded model at a small size.</summary>
public sealed class ReuseTests(DiffusionPipelineTests.Embedded embedded) : IClassFixture<DiffusionPipelineTests.Embedded>
{
    private static readonly CheckpointSchedule Some = CheckpointSchedule.Parse("0-2,4");

    private static readonly GenerationRequest Plain = new() { Prompt = "a red apple", Seed = 7, Steps = 6, Width = 64, Height = 64, Sampler = "dpm++2m" };

    private readonly DiffusionPipeline pipeline = embedded.Pipeline;

    public static TheoryData<string> Kinds => new("guidance", "deep", "deep 3", "deep guidance", "calls", "all merged", "corrected");

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Where_every_call_computes_the_picture_is_the_plain_one(string kind)
    {
        var all = CheckpointSchedule.EveryCall;
        var request = Reusing(kind);
        var exact = request with
        {
            GuidanceCalls = request.GuidanceCalls is null ? null : all,
            DeepCalls = request.DeepCalls is null ? null : all,
            UNetCalls = request.UNetCalls is null ? null : all,
            Merge = request.Merge.Corrected ? request.Merge with { Threshold = 1.0 } : request.Merge,
        };
        Assert.Equal(Latents(Plain with { Merge = request.Merge.Corrected ? MergeOptions.None : request.Merge }), Latents(exact));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_is_near_the_plain_one_and_does_not_depend_on_the_one_before(string kind)
    {
        var request = Reusing(kind);
        var first = pipeline.Generate(request);
        pipeline.Generate(request with { Prompt = "a house", Seed = 9 });
        Assert.Equal(first.Latents.Values, Latents(request));
        Assert.NotEqual(Latents(Plain with { Merge = request.Merge.Corrected ? MergeOptions.None : request.Merge }), first.Latents.Values);
        Assert.InRange(ImageQuality.Psnr(first.Images[0], pipeline.Generate(Plain).Images[0]), 12, 60);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Two_pictures_of_a_batch_are_what_a_batch_is_and_nothing_is_left_behind(string kind)
    {
        var request = Reusing(kind) with { Batch = 2 };
        pipeline.Generate(request);
        var before = TensorCount.Settled();
        Assert.Equal(2, pipeline.Generate(request).Images.Count);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData("guidance")]
    [InlineData("deep guidance")]
    public void Calls_without_the_negative_half_predict_for_half_the_samples(string kind)
    {
        var merged = pipeline.Generate(Reusing(kind) with { Merge = MergeOptions.Parse("catome:0.5@all") }).Statistics.Calls;
        var halves = merged.Where(c => c.Call is 3 or 5).ToList();
        Assert.NotEmpty(halves);
        Assert.All(halves, c => Assert.Single(c.MergedPerSample));
        Assert.All(halves, c => Assert.False(c.Computed)); // the checkpoint moved on
        Assert.All(merged.Where(c => c.Call is 0 or 4), c => Assert.Equal((2, true), (c.MergedPerSample.Count, c.Computed)));
    }

    [Fact]
    public void A_run_that_begins_without_guidance_makes_its_plans_anew_when_guidance_begins()
    {
        var request = Plain with
        {
            GuidanceInterval = ShareRange.Parse("0.5-1"), Merge = MergeOptions.Parse("catome:0.5@0"), DeepCalls = CheckpointSchedule.Parse("0,1"),
        };
        var calls = pipeline.Generate(request).Statistics.Calls;
        Assert.All(calls.Where(c => c.Call < 3), c => Assert.Single(c.MergedPerSample));
        Assert.All(calls.Where(c => c.Call == 3), c => Assert.Equal((2, true), (c.MergedPerSample.Count, c.Computed)));
    }

    [Fact]
    public void Outside_its_interval_guidance_is_off() =>
        Assert.Equal(Latents(Plain with { GuidanceScale = 1 }), Latents(Plain with { GuidanceInterval = ShareRange.Parse("0.99-1") }));

    [Fact]
    public void More_shallow_layers_than_the_network_has_are_refused()
    {
        var most = pipeline.Model.MaxShallowLayers!.Value;
        pipeline.Generate(Plain with { DeepCalls = Some, ShallowLayers = most });
        var error = Assert.Throws<OptionException>(() => pipeline.Generate(Plain with { DeepCalls = Some, ShallowLayers = most + 1 }));
        Assert.Contains($"1 to {most}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_timesteps_says_how_many_steps_there_are()
    {
        var drawn = pipeline.Generate(Plain with { Schedule = TimestepSchedule.Parse("999,700,400,100"), Steps = 25 });
        Assert.Equal(4, drawn.Request.Steps);
        Assert.Equal(drawn.Latents.Values, Latents(drawn.Request));
    }

    private static GenerationRequest Reusing(string kind) => kind switch
    {
        "guidance" => Plain with { GuidanceCalls = Some },
        "deep" => Plain with { DeepCalls = Some },
        "deep 3" => Plain with { DeepCalls = Some, ShallowLayers = 3 },
        "deep guidance" => Plain with { DeepCalls = Some, GuidanceCalls = Some },
        "calls" => Plain with { UNetCalls = Some },
        "corrected" => Plain with { Merge = MergeOptions.Parse("catome:0.5@0,3 corrected") },
        _ => Plain with { DeepCalls = Some, GuidanceCalls = Some, UNetCalls = CheckpointSchedule.Parse("0-4"), Merge = MergeOptions.Parse("catome:0.6@0,2,3") },
    };

    private float[] Latents(GenerationRequest request) => pipeline.Generate(request).Latents.Values;
}
