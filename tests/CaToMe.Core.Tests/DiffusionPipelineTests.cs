using CaToMe.Imaging;
using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Models;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Runtime;
using static TorchSharp.torch;

namespace CaToMe.Tests;

/// <summary>What a user may rely on, on the embedded model at a small size.</summary>
public sealed class DiffusionPipelineTests(DiffusionPipelineTests.Embedded embedded) : IClassFixture<DiffusionPipelineTests.Embedded>
{
    private static readonly MergeOptions Merging = new() { Method = MergeMethod.CaToMe, Threshold = 0.5, Checkpoints = CheckpointSchedule.At(0, 2) };

    private static readonly GenerationRequest Request = new() { Prompt = "a red apple", Seed = 7, Steps = 3, Width = 64, Height = 64 };

    private readonly DiffusionPipeline pipeline = embedded.Pipeline;

    [Fact]
    public void Two_pictures_in_a_row_are_what_each_is_alone()
    {
        foreach (var merge in new[] { MergeOptions.None, Merging, Merging with { Destinations = DestinationChoice.Random } })
        {
            var (first, second) = (Request with { Merge = merge }, Request with { Merge = merge, Prompt = "a house", Seed = 8 });
            using var fresh = DiffusionPipeline.Load(options: new PipelineOptions { Device = "cpu" });
            var alone = fresh.Generate(second);
            pipeline.Generate(first);
            Assert.Equal(alone.Latents.Values, pipeline.Generate(second).Latents.Values);
        }
    }

    [Fact]
    public void A_series_has_the_pictures_of_its_seeds()
    {
        var series = Request.Series(2).Select(r => pipeline.Generate(r)).ToList();
        Assert.Equal(series[1].Images[0].Pixels, pipeline.Generate(Request with { Seed = 8 }).Images[0].Pixels);
        Assert.NotEqual(series[0].Images[0].Pixels, series[1].Images[0].Pixels);
    }

    [Fact]
    public void The_result_holds_the_request_that_repeats_it()
    {
        var result = pipeline.Generate(Request with { Merge = Merging });
        Assert.NotNull(result.Request.Sampler);
        Assert.Equal(Recommendations.Shipped.OfEmbedded.GuidanceScale, result.Request.GuidanceScale);
        Assert.Equal(result.Latents.Values, pipeline.Generate(result.Request).Latents.Values);
    }

    [Fact]
    public void Progress_cannot_draw_with_the_pipeline_that_is_drawing_or_dispose_of_it()
    {
        foreach (var misuse in new Action[] { () => pipeline.Generate(Request), pipeline.Dispose })
        {
            Exception? refused = null;
            Assert.NotEmpty(pipeline.Generate(Request, new Told<GenerationProgress>(_ => refused ??= Record.Exception(misuse))).Images);
            Assert.IsType<InvalidOperationException>(refused);
        }
    }

    [Fact]
    public void A_reference_compatible_picture_says_that_it_goes_on_with_the_one_before()
    {
        var request = Request with { Merge = Merging with { ReferenceCompatible = true, Threshold = 0.4 } };
        var (first, second) = (pipeline.Generate(request), pipeline.Generate(request with { Seed = 8 }));
        Assert.Equal((false, true), (first.ContinuesCache, second.ContinuesCache));
        Assert.Single(second.Warnings, w => w.Contains("the picture before it", StringComparison.Ordinal));
        var read = ImageMetadata.Parse(ImageMetadata.Of(second).ToText(), "second");
        Assert.Equal((true, false), (ImageMetadata.Parse(ImageMetadata.Of(first).ToText(), "first").IsExact, read.IsExact));
    }

    [Fact]
    public async Task Cancelling_takes_effect_before_the_next_call_and_leaves_the_pipeline_usable()
    {
        using var cancel = new CancellationTokenSource();
        var calls = 0;
        var progress = new Told<GenerationProgress>(p =>
        {
            calls = p.Call;
            if (p.Call == 2)
            {
                cancel.Cancel();
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pipeline.GenerateAsync(Request with { Steps = 20 }, progress, cancel.Token));

        Assert.Equal(2, calls);
        Assert.Single(pipeline.Generate(Request).Images);
    }

    [Fact]
    public void A_run_that_is_cancelled_after_its_last_call_does_not_decode()
    {
        using var cancel = new CancellationTokenSource();
        var progress = new Told<GenerationProgress>(p =>
        {
            if (p.Call == p.Calls)
            {
                cancel.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => pipeline.Generate(Request, progress, cancel.Token));
    }

    [Fact]
    public async Task Disposing_waits_for_the_run_in_progress_and_ends_those_that_wait_for_their_turn()
    {
        using var disposing = DiffusionPipeline.Load(options: new PipelineOptions { Device = "cpu" });
        using var begun = new ManualResetEventSlim();
        var first = disposing.GenerateAsync(Request with { Steps = 20 }, new Told<GenerationProgress>(_ => begun.Set()));
        var waiting = Enumerable.Range(0, 3).Select(_ => disposing.GenerateAsync(Request)).ToList();
        begun.Wait();

        Parallel.For(0, 2, _ => disposing.Dispose());

        Assert.Single((await first).Images);
        foreach (var run in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => run);
        }
    }

    [Fact]
    public void Loading_is_not_begun_where_it_is_cancelled_already()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => DiffusionPipeline.Load(cancellationToken: cancel.Token));
    }

    [Fact]
    public async Task Loading_says_how_far_it_is_and_arrives_at_the_whole()
    {
        var told = new List<LoadingProgress>();
        using var loaded = await DiffusionPipeline.LoadAsync(options: new PipelineOptions { Device = "cpu" }, progress: new Told<LoadingProgress>(told.Add));
        Assert.Equal(["text_encoder", "unet", "vae"], told.Select(t => t.Component).Distinct());
        Assert.Equal(told.Select(t => t.Share).Order(), told.Select(t => t.Share));
        Assert.InRange(told[^2].Share, 0.9, 1);
        Assert.Equal(1, told[^1].Share);
        Assert.All(told, t => Assert.InRange(t.Parameters, 1, t.TotalParameters));
    }

    [Fact]
    public async Task Loading_is_cancelled_between_two_tensors_and_leaves_none_behind()
    {
        var before = TensorCount.Settled();
        using var cancel = new CancellationTokenSource();
        var read = 0;
        var progress = new Told<LoadingProgress>(t =>
        {
            if (t.Component == "unet" && ++read == 10)
            {
                cancel.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DiffusionPipeline.LoadAsync(options: new PipelineOptions { Device = "cpu" }, progress: progress, cancellationToken: cancel.Token));
        Assert.Equal(10, read);
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_result_says_whether_it_was_decoded_in_tiles_and_its_request_repeats_that()
    {
        var large = Request with { Steps = 1, Width = 400, Height = 32, GuidanceScale = 1 };
        Assert.Equal(VaeTiling.Off, pipeline.Generate(Request).Request.VaeTiling);
        var (whole, tiled) = (pipeline.Generate(large with { VaeTiling = VaeTiling.Off }), pipeline.Generate(large with { VaeTiling = VaeTiling.On }));
        Assert.NotEqual(whole.Images[0].Pixels, tiled.Images[0].Pixels);
        Assert.InRange(ImageQuality.Psnr(whole.Images[0], tiled.Images[0]), 25, 100);

        var read = ImageMetadata.Parse(ImageMetadata.Of(tiled).ToText(), "tiled").Request;
        Assert.Equal(VaeTiling.On, read.VaeTiling);
        Assert.Equal(tiled.Images[0].Pixels, pipeline.Generate(read).Images[0].Pixels);
    }

    [Fact]
    public void Progress_counts_to_the_last_call_and_ends_with_no_time_left()
    {
        var told = new List<GenerationProgress>();
        var result = pipeline.Generate(Request with { Merge = Merging }, new Told<GenerationProgress>(told.Add));
        Assert.Equal(Enumerable.Range(1, told[0].Calls), told.Select(p => p.Call));
        Assert.Equal((Request.Steps, TimeSpan.Zero), (told[^1].Step, told[^1].Remaining));
        Assert.Equal(result.Statistics.MergedShare, told[^1].MergedShare);
    }

    [Fact]
    public void Nothing_is_left_behind_by_twenty_pictures()
    {
        var request = Request with { Merge = Merging };
        for (var i = 0; i < 5; i++)
        {
            pipeline.Generate(request with { Seed = i });
        }

        var (tensors, resident) = (TensorCount.Settled(), ProcessMemory.ResidentBytes());
        foreach (var seeded in request.Series(20))
        {
            pipeline.Generate(seeded);
        }

        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(ProcessMemory.ResidentBytes() - resident, long.MinValue, 64 << 20);
    }

    [Fact]
    public void A_cancelled_run_leaves_no_tensors()
    {
        pipeline.Generate(Request);
        var before = TensorCount.Settled();
        using var cancel = new CancellationTokenSource();
        var cancelling = new Told<GenerationProgress>(_ => cancel.Cancel());
        Assert.ThrowsAny<OperationCanceledException>(() => pipeline.Generate(Request with { Merge = Merging }, cancelling, cancel.Token));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public async Task Callers_on_several_threads_take_turns()
    {
        var alone = Enumerable.Range(0, 3).Select(seed => pipeline.Generate(Request with { Seed = seed }).Latents.Values).ToList();
        var together = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(seed => Task.Run(() => pipeline.Generate(Request with { Seed = seed }).Latents.Values)));
        Assert.Equal(alone, together);
    }

    [Fact]
    public void The_published_code_keeps_its_pairs_from_one_picture_to_the_next_and_ours_does_not()
    {
        var options = Merging with { Checkpoints = CheckpointSchedule.At(2) };
        foreach (var (reference, expected) in new[] { (true, false), (false, true) })
        {
            var request = Request with { Merge = options with { ReferenceCompatible = reference, Seed = 1 } };
            Assert.True(pipeline.Generate(request).Statistics.Calls[0].Computed);
            Assert.Equal(expected, pipeline.Generate(request).Statistics.Calls[0].Computed);
        }
    }

    [Fact]
    public void Initial_latents_stand_for_the_seeds_noise()
    {
        using var generator = new Generator(7, CPU);
        using var noise = randn([1, 4, 16, 16], generator: generator);
        var given = pipeline.Generate(Request with { Seed = 99, InitialLatents = new Latents(noise.data<float>().ToArray(), noise.shape) });
        Assert.Equal(pipeline.Generate(Request).Latents.Values, given.Latents.Values);
    }

    [Fact]
    public void A_size_of_any_multiple_of_the_factor_is_drawn()
    {
        var image = pipeline.Generate(Request with { Width = 52, Height = 36, Merge = Merging with { MaxDownsample = 8 } }).Images.Single();
        Assert.Equal((52, 36), (image.Width, image.Height));
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_one_message_that_names_the_setting(GenerationRequest request, string setting) =>
        Assert.Equal(setting, Assert.Throws<OptionException>(() => pipeline.Generate(request)).Option);

    public static TheoryData<GenerationRequest, string> Mistakes() => new()
    {
        { Request with { Steps = 0 }, "Steps" },
        { Request with { Steps = 1001 }, "Steps" },
        { Request with { Width = 65 }, "Width" },
        { Request with { Height = -4 }, "Height" },
        { Request with { Batch = 0 }, "Batch" },
        { Request with { GuidanceScale = double.NaN }, "GuidanceScale" },
        { Request with { Sampler = "quantum" }, "Sampler" },
        { Request with { ClipSkip = 9 }, "ClipSkip" },
        { Request with { VaeTiling = (VaeTiling)9 }, "VaeTiling" },
        { Request with { Merge = new MergeOptions { Method = MergeMethod.ToMe, Ratio = 1.5 } }, "Ratio" },
        { Request with { Merge = new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 2 } }, "Threshold" },
        { Request with { Merge = new MergeOptions { StrideX = 0 } }, "Stride" },
        { Request with { Merge = new MergeOptions { MaxDownsample = 3 } }, "MaxDownsample" },
        { Request with { InitialLatents = new Latents([1], [1, 1, 1, 1]) }, "InitialLatents" },
        { Request with { InitialLatents = new Latents([.. Enumerable.Repeat(float.NaN, 4 * 16 * 16)], [1, 4, 16, 16]) }, "InitialLatents" },
    };

    [Fact]
    public void A_setting_that_does_nothing_is_a_warning_that_says_why()
    {
        Assert.Contains("threshold", Warning(Merging with { Threshold = 1 }));
        Assert.Contains("left out", Warning(Merging with { SelfAttention = false }));
        Assert.Contains("Ratio", Warning(new MergeOptions { Method = MergeMethod.ToMe, Ratio = 0 }));

        string Warning(MergeOptions merge) => pipeline.Generate(Request with { Merge = merge }).Warnings.Single();
    }

    [Fact]
    public void A_prompt_that_is_cut_is_a_warning_that_quotes_what_was_dropped()
    {
        var prompt = string.Join(' ', Enumerable.Repeat("apple", 90)) + " banana";
        Assert.Contains("banana", pipeline.Generate(Request with { Prompt = prompt }).Warnings.Single());
    }

    [Theory]
    [InlineData("cpu", "float16", "Dtype")]
    [InlineData("cpu", "int8", "Dtype")]
    [InlineData("tpu", "auto", "Device")]
    [InlineData("cuda:x", "auto", "Device")]
    public void A_device_or_type_that_cannot_be_had_is_refused(string device, string dtype, string setting) =>
        Assert.Equal(
            setting,
            Assert.Throws<OptionException>(() => DiffusionPipeline.Load(options: new PipelineOptions { Device = device, Dtype = dtype })).Option);

    [Fact]
    public void Bfloat16_draws_nearly_the_same_picture()
    {
        using var half = DiffusionPipeline.Load(options: new PipelineOptions { Device = "cpu", Dtype = "bfloat16" });
        var (expected, actual) = (pipeline.Generate(Request), half.Generate(Request));
        Assert.Equal("bfloat16", half.Model.Dtype);
        Assert.InRange(ImageQuality.Psnr(expected.Images[0], actual.Images[0]), 25, 100);
    }

    [Fact]
    public void A_disposed_pipeline_says_so()
    {
        var disposed = DiffusionPipeline.Load(options: new PipelineOptions { Device = "cpu" });
        disposed.Dispose();
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => disposed.Generate(Request));
    }

    public sealed class Embedded : IDisposable
    {
        internal DiffusionPipeline Pipeline { get; } = DiffusionPipeline.Load(options: new PipelineOptions { Device = "cpu" });

        public void Dispose() => Pipeline.Dispose();
    }

    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
