using CaToMe.Reuse;

namespace CaToMe.Tests.Reuse;

public class CheckpointScheduleTests
{
    [Fact]
    public void A_named_schedule_of_50_calls_is_the_papers_list() =>
        Assert.Equal([0, 8, 11, 13, 20, 25, 30, 35, 45, 46, 47, 48, 49], CheckpointSchedule.Parse("paper-3").For(50).Order());

    [Fact]
    public void A_named_schedule_scales_to_the_runs_calls()
    {
        var schedule = CheckpointSchedule.Parse("every-5");
        Assert.Equal([0, 10, 20, 30, 40, 50, 60, 70, 80, 90], schedule.For(100).Order());
        Assert.Equal([0, 2, 5, 7, 10, 12, 15, 17, 20, 22], schedule.For(25).Order());
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
