using CaToMe.Clusters;
using CaToMe.Studies;

namespace CaToMe.Tests.Clusters;

/// <summary>What a task is, from what its process said and what Slurm knows.</summary>
public class StudyTaskTests
{
    private static readonly StudyPart Begun =
        new() { Number = 2, Count = 6, Machine = "node1", Process = 7, Began = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) };

    private static readonly DateTime Later = new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void What_its_process_said_last_counts_where_Slurm_has_nothing_more_to_do()
    {
        Assert.Equal("done", Of(Begun with { Ended = Later, IsDone = true }, Task("COMPLETED")).State);
        Assert.Equal("done", Of(Begun with { Ended = Later, IsDone = true }, null).State);
        var failed = Of(Begun with { Ended = Later, Error = "The disk is full." }, Task("FAILED", 256));
        Assert.Equal(("failed", "node1", "The disk is full.", false), (failed.State, failed.Machine, failed.Note, failed.IsActive));
    }

    [Fact]
    public void What_was_killed_is_as_Slurm_says_or_lost()
    {
        Assert.Equal(("failed", "killed by signal 9"), Said(Of(Begun, Task("FAILED", 9))));
        Assert.Equal(("failed", "exit code 3"), Said(Of(null, Task("FAILED", 3 << 8))));
        Assert.Equal(("node_fail", "NodeDown"), Said(Of(Begun, Task("NODE_FAIL", 0, "NodeDown"))));
        Assert.Equal(("timeout", "killed by signal 15"), Said(Of(Begun with { Ended = Later, Error = StudyPart.Cancelled }, Task("TIMEOUT", 15))));
        Assert.Equal("lost", Of(Begun, null).State);
        Assert.Equal("lost", Of(null, null).State);
        Assert.Equal("lost", Of(Begun, Task("COMPLETED")).State);
        Assert.Equal("cancelled", Of(Begun with { Ended = Later, Error = StudyPart.Cancelled }, null).State);
    }

    [Theory]
    [InlineData("PENDING")]
    [InlineData("RUNNING")]
    [InlineData("REQUEUED")]
    [InlineData("COMPLETING")]
    public void What_Slurm_will_do_counts_before_what_was_said(string state) =>
        Assert.Equal((state.ToLowerInvariant(), true), Of(Begun with { Ended = Later, Error = "x" }, Task(state)) is var t ? (t.State, t.IsActive) : default);

    [Fact]
    public void Without_a_cluster_the_parts_of_the_last_division_are_shown() => Assert.Equal(
        [(1, 2, "done"), (2, 2, "running")],
        StudyTask.Of(
        [
            Begun with { Number = 1, Count = 2, Began = Later, Ended = Later, IsDone = true }, Begun with { Number = 2, Count = 2 }, Begun,
        ]).Select(t => (t.Number, t.Count, t.State)));

    private static SlurmTask Task(string state, int status = 0, string reason = "") => new(2, state, status, reason, "node1");

    private static StudyTask Of(StudyPart? part, SlurmTask? slurm) => StudyTask.Of(2, 6, part, slurm);

    private static (string State, string Note) Said(StudyTask task) => (task.State, task.Note);
}
