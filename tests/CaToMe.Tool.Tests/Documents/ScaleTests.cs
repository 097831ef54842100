using CaToMe.Documents.Scale;

namespace CaToMe.Tool.Tests.Documents;

/// <summary>The measurement behind docs/scale.md, with few pictures. Its times and memory are the benchmark's to judge.</summary>
public class ScaleTests
{
    [Fact]
    public void Every_picture_is_drawn_found_again_and_read_and_no_folder_gets_many()
    {
        const int Pictures = 2_000;
        var measured = ScaleMeasurement.Make(Pictures);
        Assert.True(measured.MillisecondsEach > 0 && measured.GatherSeconds > 0);
        Assert.InRange(measured.MostFiles, 1, 40);
        Assert.Contains("| reading 20,000 lines of ten files |", ScaleTable.Of(measured), StringComparison.Ordinal);
    }
}
