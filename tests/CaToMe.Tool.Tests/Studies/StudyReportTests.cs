using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Requests;
using CaToMe.Studies;

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

        var study = new StudyFolder(folder.Path);
        study.Append(Row("a", "baseline", "none", 2), []);
        study.Append(Row("b", "half", "tome:0.5", 1), []);
        var (exitCode, output, error) = await CommandLine.Run(["study", "report", folder.Path]);
        Assert.Equal(0, exitCode);
        Assert.Equal(folder["report.html"], output.Trim());
        Assert.Contains("Left out. CA-ToMe by threshold", error, StringComparison.Ordinal);
        Assert.Contains("half,1,1.00,2.00×", File.ReadAllText(folder["tables", "settings.csv"]), StringComparison.Ordinal);

        var record = JsonDocument.Parse((await CommandLine.Run(["study", "report", folder.Path, "--json"])).Output).RootElement;
        Assert.Equal(["comparison", "frontier"], record.GetProperty("figures").EnumerateArray().Select(f => f.GetString()));
    }

    [Fact]
    public async Task A_folder_without_a_study_and_pickled_weights_are_refused()
    {
        var (exitCode, _, error) = await CommandLine.Run(["study", "report", folder["none"]]);
        Assert.Equal(1, exitCode);
        Assert.Contains("is not there", error, StringComparison.Ordinal);
        new StudyFolder(folder.Path).Append(Row("a", "baseline", "none", 2), []);
        Assert.Contains("pickle", (await CommandLine.Run(["study", "report", folder.Path, "--lpips", "alex.pth"])).Error, StringComparison.Ordinal);
    }

    private static StudyRow Row(string name, string setting, string merge, double seconds) => new()
    {
        Item = name, Setting = setting, Prompt = "a house", Seed = 1, Sampler = "ddim", Steps = 2, GuidanceScale = 5, Width = 16, Height = 16, Merge = merge,
        Dtype = "float32", Device = "cpu", Model = "m", Picture = name + ".png", TotalSeconds = seconds, Finished = DateTime.UnixEpoch,
    };
}
