using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Recipes;
using CaToMe.Requests;

namespace CaToMe.Tests.Measuring;

public class MergeMeasurementTests
{
    private static readonly MergeSetting Baseline = new("baseline", MergeOptions.None);
    private static readonly MergeSetting CaToMe09 = new("CA-ToMe t = 0.9", new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.9 });
    private static readonly MergeSetting CaToMe07 = new("CA-ToMe t = 0.7", new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.7 });

    private static readonly GenerationRequest[] Prompts = [new() { Prompt = "a", Steps = 20, Seed = 1 }, new() { Prompt = "b", Steps = 20, Seed = 2 }];

    [Fact]
    public void Each_prompt_is_measured_under_each_setting_in_order()
    {
        var records = new MergeMeasurement(new FakeModel().Generate).Run(Prompts, [CaToMe09, Baseline, CaToMe07]).ToList();
        Assert.Equal(
            [("a", CaToMe09), ("a", Baseline), ("a", CaToMe07), ("b", CaToMe09), ("b", Baseline), ("b", CaToMe07)],
            records.Select(r => (r.Result.Request.Prompt, r.Setting)));
        Assert.All(records, r => Assert.Equal((r.Result.Request.Seed, MergeMethod.None), (r.Baseline.Request.Seed, r.Baseline.Request.Merge.Method)));
        Assert.Equal([1.5, 1, 1.5], records.Take(3).Select(r => r.SpeedUp));
    }

    [Fact]
    public void The_baseline_runs_first_whether_it_is_asked_for_or_not()
    {
        var model = new FakeModel();
        var records = new MergeMeasurement(model.Generate).Run(Prompts, [CaToMe09], new MeasurementOptions { WarmUp = false }).ToList();
        Assert.Equal([MergeMethod.None, MergeMethod.CaToMe, MergeMethod.None, MergeMethod.CaToMe], model.Calls.Select(c => c.Merge.Method));
        Assert.Equal([CaToMe09, CaToMe09], records.Select(r => r.Setting));
    }

    [Fact]
    public void Each_setting_warms_up_once_with_two_steps()
    {
        var model = new FakeModel();
        _ = new MergeMeasurement(model.Generate).Run(Prompts, [Baseline, CaToMe09]).Count();
        Assert.Equal(
            [(2, MergeMethod.None), (20, MergeMethod.None), (2, MergeMethod.CaToMe),
                (20, MergeMethod.CaToMe), (20, MergeMethod.None), (20, MergeMethod.CaToMe)],
            model.Calls.Select(c => (c.Steps, c.Merge.Method)));
    }

    [Fact]
    public void Beside_the_converged_picture_stand_the_baseline_a_recipe_and_fewer_steps_that_take_as_long()
    {
        var model = new FakeModel();
        var recipe = RecipeBook.Shipped.Recipes[^1];
        var records = new MergeMeasurement(model.Generate).Run(
            Prompts, [Baseline, MergeSetting.Of(recipe), CaToMe09], new MeasurementOptions { WarmUp = false, Converged = true }).ToList();

        // CA-ToMe is 1.5 times as fast: 20 / 1.5 steps.
        Assert.Equal(["baseline", recipe.Name, CaToMe09.Label, "dpm++2m, 13 steps"], records.Take(4).Select(r => r.Setting.Label));
        var fewer = records[3].Result.Request;
        Assert.Equal((13, "dpm++2m", MergeMethod.None), (fewer.Steps, fewer.Sampler, fewer.Merge.Method));
        Assert.Equal(recipe.ApplyTo(Prompts[0]), records[1].Result.Request);
        Assert.Equal(records[3].Setting, records[7].Setting); // so that their mean is one row
        Assert.Equal([true, false, false, false], records.Take(4).Select(r => r.Setting.IsBaseline));

        // The converged picture is drawn once for each prompt, and is what all are compared with.
        var converged = Assert.Single(model.Calls, c => c.Steps == 50 && c.Prompt == "a");
        Assert.Equal(("dpm++2m", MergeMethod.None), (converged.Sampler, converged.Merge.Method));
        var target = model.Generate(converged, null, default);
        Assert.Equal(ImageQuality.Psnr(records[0].Result.Images[0], target.Images[0]), records[0].Psnr);
    }

    [Fact]
    public void Every_setting_is_decoded_as_the_baseline_was()
    {
        var model = new FakeModel();
        GenerationResult Tiled(GenerationRequest request, IProgress<GenerationProgress>? progress, CancellationToken cancellationToken) =>
            model.Generate(request, progress, cancellationToken) with { Request = request with { VaeTiling = VaeTiling.On } };
        _ = new MergeMeasurement(Tiled).Run(Prompts[..1], [CaToMe09], new MeasurementOptions { WarmUp = false }).Count();
        Assert.Equal([VaeTiling.Auto, VaeTiling.On], model.Calls.Select(c => c.VaeTiling));
    }

    [Fact]
    public void Records_come_as_soon_as_each_is_measured()
    {
        var model = new FakeModel();
        _ = new MergeMeasurement(model.Generate).Run(Prompts, [Baseline, CaToMe09], new MeasurementOptions { WarmUp = false }).First();
        Assert.Single(model.Calls);
    }

    [Fact]
    public void The_median_of_the_repeats_counts()
    {
        var model = new FakeModel { Seconds = (_, call) => new[] { 9.0, 3, 4, 1, 2, 8 }[call - 1] };
        var record = new MergeMeasurement(model.Generate).Run(Prompts[..1], [CaToMe09], new MeasurementOptions { Repeats = 3, WarmUp = false }).Single();
        Assert.Equal((2, 2), (record.Elapsed.TotalSeconds, record.SpeedUp));
        Assert.Equal(8, record.Result.Elapsed.TotalSeconds);
        var even = new FakeModel { Seconds = (_, call) => call };
        Assert.Equal(
            1.5,
            new MergeMeasurement(even.Generate).Run(Prompts[..1], [Baseline], new MeasurementOptions { Repeats = 2, WarmUp = false })
                .Single().Elapsed.TotalSeconds);
    }

    [Fact]
    public void Quality_is_the_mean_over_the_pictures_of_a_batch()
    {
        var request = Prompts[0] with { Batch = 3 };
        var records = new MergeMeasurement(new FakeModel().Generate).Run([request], [Baseline, CaToMe07]).ToList();
        Assert.Equal((double.PositiveInfinity, 1), (records[0].Psnr, Math.Round(records[0].Ssim, 12)));
        var (merged, clean) = (records[1].Result.Images, records[1].Baseline.Images);
        Assert.Equal(Enumerable.Range(0, 3).Average(i => ImageQuality.Psnr(merged[i], clean[i])), records[1].Psnr);
        Assert.Equal(Enumerable.Range(0, 3).Average(i => ImageQuality.Ssim(merged[i], clean[i])), records[1].Ssim);
    }

    [Fact]
    public void Progress_and_cancel_reach_the_run()
    {
        using var source = new CancellationTokenSource();
        List<GenerationProgress> reports = [];
        var progress = new Collector(reports);
        using var records = new MergeMeasurement(new FakeModel().Generate)
            .Run(Prompts, [Baseline], progress: progress, cancellationToken: source.Token)
            .GetEnumerator();
        Assert.True(records.MoveNext());
        Assert.Equal([20], reports.Select(r => r.Steps));
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => records.MoveNext());
    }

    [Fact]
    public void Impossible_settings_are_refused_before_anything_is_drawn()
    {
        var measurement = new MergeMeasurement(new FakeModel().Generate);
        Assert.Contains(
            "Repeats is 0",
            Assert.Throws<OptionException>(() => measurement.Run(Prompts, [Baseline], new MeasurementOptions { Repeats = 0 })).Message);
        Assert.Contains(
            "Threshold is 7",
            Assert.Throws<OptionException>(() => measurement.Run(Prompts, [new("t = 7", new MergeOptions { Threshold = 7 })])).Message);
    }

    [Fact]
    public void A_summary_weighs_time_by_prompt_and_names_the_worst()
    {
        var model = new FakeModel
        {
            Seconds = (request, _) => (request.Prompt, request.Merge.Method) switch
            {
                ("a", MergeMethod.None) => 30,
                ("a", _) => 10,
                _ => 2,
            },
        };
        var records = new MergeMeasurement(model.Generate).Run(Prompts, [Baseline, CaToMe07]).ToList();
        var summaries = MeasurementSummary.Of(records);
        Assert.Equal([Baseline, CaToMe07], summaries.Select(s => s.Setting));
        Assert.Equal((2, 6), (summaries[1].Prompts, summaries[1].Elapsed.TotalSeconds));
        Assert.Equal(32.0 / 12, summaries[1].SpeedUp, 1e-12);
        Assert.Equal(records.Where(r => r.Setting == CaToMe07).Min(r => r.Psnr), summaries[1].MinPsnr);
        Assert.Equal(records.Where(r => r.Setting == CaToMe07).Average(r => r.MergedShare), summaries[1].MergedShare);
        Assert.Equal(double.PositiveInfinity, summaries[0].MeanPsnr);
        Assert.Empty(MeasurementSummary.Of([]));
    }

    [Fact]
    public void Pair_sets_are_compared_with_those_of_the_computed_call_before()
    {
        BlockCall Call(string block, int call, params (int, int)[] pairs) => new(block, call, 8, [pairs.Length], true) { Pairs = [pairs] };
        var statistics = new MergeStatistics(
        [
            Call("down", 0, (1, 0), (3, 2)), Call("up", 0, (1, 0)),
            new BlockCall("down", 1, 8, [2], false), new BlockCall("up", 1, 8, [1], false),
            Call("down", 2, (1, 0), (5, 4)), Call("up", 2, (1, 0)),
            Call("down", 5),
        ]);
        Assert.Equal(
            [("down", 2, 0, 1 - (1.0 / 3)), ("down", 5, 2, 1), ("up", 2, 0, 0)],
            PairDistance.Of(statistics).Select(d => (d.Block, d.Call, d.PreviousCall, d.Mean)));
        Assert.Empty(PairDistance.Of(MergeStatistics.Empty));
    }

    private sealed class Collector(List<GenerationProgress> reports) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => reports.Add(value);
    }
}
