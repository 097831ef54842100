using CaToMe.Documents.Scale;

namespace CaToMe.Tool.Tests.Documents;

/// <summary>The bars of docs/scale.md, with few pictures.</summary>
public class ScaleTests
{
    [Fact]
    public void The_runner_alone_takes_little_time_and_memory_and_its_lines_are_read_fast()
    {
        const int Pictures = 2_000;
        var measured = ScaleMeasurement.Make(Pictures);
        Assert.InRange(measured.MillisecondsEach, 0, 5);
        Assert.InRange(measured.BytesEach, -500, 500); // Other tests' objects are among those that are counted.
        Assert.InRange(measured.GatherSeconds, 0, 10);
        Assert.InRange(measured.MostFiles, 1, 40);
        Assert.Contains("| reading 20,000 lines of ten files |", ScaleTable.Of(measured), StringComparison.Ordinal);
    }
}
