using CaToMe.Caching;

namespace CaToMe.Tests.Caching;

public class CheckpointScheduleTests
{
    [Fact]
    public void A_named_schedule_of_50_calls_is_the_papers_list() =>
        Assert.Equal([0, 8, 11, 13, 20, 25, 30, 35, 45, 46, 47, 48, 49], CheckpointSchedule.Parse("paper-3").For(50).Order());

    [Fact]
    public void A_schedule_of_the_paper_scales_to_the_runs_calls()
    {
        var schedule = CheckpointSchedule.Parse("paper-1");
        Assert.Equal([0, 2, 4, 6, 10, 20, 30, 50, 70], schedule.For(100).Order());
        Assert.Equal([0, 1, 2, 5, 7, 12, 17], schedule.For(25).Order());
    }

    [Theory]
    [InlineData("every-10", 26, new[] { 0, 10, 20 })]
    [InlineData("every-5", 26, new[] { 0, 5, 10, 15, 20, 25 })]
    [InlineData("every-30", 61, new[] { 0, 30, 60 })]
    [InlineData("every-60", 100, new[] { 0, 60 })]
    [InlineData("every-1", 3, new[] { 0, 1, 2 })]
    [InlineData("all", 3, new[] { 0, 1, 2 })]
    public void Every_N_is_every_N_calls_of_any_run(string name, int calls, int[] expected) =>
        Assert.Equal(expected, CheckpointSchedule.Parse(name).For(calls).Order());

    [Fact]
    public void The_published_code_has_every_N_as_a_list_that_ends_at_50()
    {
        Assert.Equal([4, 9, 14, 19, 24, 29, 34, 39, 44, 49], CheckpointSchedule.Parse("every-5").InPublishedCode(70).Order());
        Assert.Equal(70, CheckpointSchedule.EveryCall.InPublishedCode(70).Count);
    }

    [Fact]
    public void An_explicit_list_is_taken_as_it_is_and_call_0_always_computes() =>
        Assert.Equal([0, 3, 6], CheckpointSchedule.Parse("6, 3,99").For(10).Order());

    [Fact]
    public void The_published_code_counts_calls_from_1() =>
        Assert.Equal([0, 2, 5], CheckpointSchedule.At(1, 3, 6).InPublishedCode(11).Order());

    [Theory]
    [InlineData("paper-9")]
    [InlineData("")]
    [InlineData("1,-2")]
    [InlineData("1.5")]
    [InlineData("every-0")]
    public void Anything_else_is_refused_with_the_names(string text) =>
        Assert.Contains("paper-3", Assert.Throws<OptionException>(() => CheckpointSchedule.Parse(text)).Message);

    [Fact]
    public void Every_name_reads_back_as_itself() =>
        Assert.All(CheckpointSchedule.Names.Concat(["0,4,9", "every-7"]), name => Assert.Equal(name, CheckpointSchedule.Parse(name).Name));
}
