using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Requests;

namespace CaToMe.Tool.Tests.Studies;

public sealed class StudyReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new("catome-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_report_is_written_and_says_what_it_leaves_out()
    {
        foreach (var (name, shade) in new[] { ("a", 10), ("b", 40) })
        {
            PngFile.Save(folder[name + ".png"], new RgbImage(16, 16, [.. Enumerable.Repeat((byte)shade, 3 * 16 * 16)]));
        }

        folder.Write(
            """
            {"item":"a","setting":"baseline","prompt":"a house","seed":1,"merge":"none","picture":"a.png","totalSeconds":2}
            {"item":"b","setting":"half","prompt":"a house","seed":1,"merge":"tome:0.5","picture":"b.png","totalSeconds":1}

            """, "pictures.jsonl");
        var (exitCode, output, error) = await CommandLine.Run(["study", "report", folder.Path]);
        Assert.Equal(0, exitCode);
        Assert.Equal(folder["report.html"], output.Trim());
        Assert.Contains("Left out. CA-ToMe by threshold", error, StringComparison.Ordinal);
        Assert.Contains("half,1,1.00,2.00×", File.ReadAllText(folder["tables", "settings.csv"]), StringComparison.Ordinal);

        var record = JsonDocument.Parse((await CommandLine.Run(["study", "report", folder.Path, "--json"])).Output).RootElement;
        Assert.Equal("frontier", record.GetProperty("figures")[0].GetString());
    }

    [Fact]
    public async Task A_folder_without_a_study_and_pickled_weights_are_refused()
    {
        var (exitCode, _, error) = await CommandLine.Run(["study", "report", folder["none"]]);
        Assert.Equal(1, exitCode);
        Assert.Contains("does not exist", error, StringComparison.Ordinal);
        folder.Write("{\"item\":\"a\",\"setting\":\"baseline\",\"prompt\":\"\",\"picture\":\"a.png\"}\n", "pictures.jsonl");
        Assert.Contains("pickle", (await CommandLine.Run(["study", "report", folder.Path, "--lpips", "alex.pth"])).Error, StringComparison.Ordinal);
    }
}
