using CaToMe.Requests;
using CaToMe.Tool.Output;

namespace CaToMe.Tool.Tests.Output;

public class RunSeriesTests
{
    [Fact]
    public void A_run_says_its_step_the_time_left_and_the_merged_share() =>
        Assert.Equal([(0.5, "step 12 of 25, 3.0 s left, 64 % merged")], Follow(1, At(13, 26, step: 12, merged: 0.64, left: 3)));

    [Fact]
    public void What_is_not_known_yet_is_left_out() => Assert.Equal([(0.04, "step 1 of 25")], Follow(1, At(1, 25)));

    [Fact]
    public void Before_the_first_step_is_done_there_is_no_estimate_and_no_share() =>
        Assert.Equal("step 0 of 25", Follow(1, At(1, 26, step: 0, merged: 0.64, left: 25)).Single().Text);

    [Fact]
    public void Runs_one_after_another_are_counted() =>
        Assert.Equal([0.25, 0.5, 0.75, 1], Follow(2, At(1, 2), At(2, 2), At(1, 2), At(2, 2)).Select(s => s.Share));

    [Fact]
    public void The_time_left_is_that_of_all_runs() => Assert.Equal(
        ["11 s left, run 1 of 3", "8.0 s left, run 1 of 3", "10 s left, run 2 of 3", "2.0 s left, run 3 of 3"],
        Follow(3, At(1, 4, left: 3), At(4, 4, left: 0), At(1, 3, left: 5), At(1, 4, left: 2)).Select(s => s.Text["step 1 of 25, ".Length..]));

    [Fact]
    public void More_runs_than_expected_do_not_pass_the_end() =>
        Assert.All(Follow(1, At(1, 1), At(1, 1), At(1, 1)), s => Assert.Equal(1, s.Share));

    private static List<(double Share, string Text)> Follow(int runs, params GenerationProgress[] reports)
    {
        var series = new RunSeries(runs);
        return [.. reports.Select(report =>
        {
            var text = string.Join(", ", series.Follow(report));
            return (series.Share, text);
        })];
    }

    /// <summary>A report of a run whose calls take a second.</summary>
    private static GenerationProgress At(int call, int calls, int step = 1, double merged = 0, double? left = null) =>
        new(call, calls, step, 25, merged, TimeSpan.FromSeconds(call), left is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
