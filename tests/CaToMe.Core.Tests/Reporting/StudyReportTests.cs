using System.Text.Json;
using CaToMe.Reporting;
using Xunit.Abstractions;

namespace CaToMe.Tests.Reporting;

public sealed class StudyReportTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_figure_that_the_lines_allow_is_a_picture_a_drawing_and_a_table()
    {
        MadeStudy.Write(folder, calls: true, "a house");
        var report = StudyReport.Write(folder.Path);
        Assert.Equal(
            [
                "similarities-early", "similarities-late", "timeline", "jaccard", "threshold-speed", "threshold-fidelity", "ratio-speed", "ratio-fidelity",
                "checkpoints-speed", "checkpoints-fidelity", "frontier",
            ],
            report.Figures);
        Assert.Empty(report.LeftOut);
        var files = report.Figures.SelectMany(name => new[] { ".png", ".svg", ".csv" }.Select(ending => new FileInfo(folder["figures", name + ending])));
        Assert.All(files, file => Assert.True(file.Length > 20));
        Assert.Contains("0.8,2,1.4", File.ReadAllText(folder["figures", "threshold-speed.csv"]));
    }

    [Fact]
    public void What_the_lines_do_not_allow_is_said()
    {
        MadeStudy.Write(folder, calls: false, "a house");
        File.WriteAllLines(folder["pictures.jsonl"], File.ReadAllLines(folder["pictures.jsonl"]).Where(l => !l.Contains("tome", StringComparison.Ordinal)));
        var report = StudyReport.Write(folder.Path);
        Assert.Equal(["frontier"], report.Figures);
        Assert.Equal(6, report.LeftOut.Count);
        Assert.Contains("no two settings that differ in the threshold alone", File.ReadAllText(report.Page));
    }

    [Fact]
    public void A_picture_is_compared_with_the_baselines_of_its_prompt_and_seed()
    {
        MadeStudy.Write(folder, calls: false, "a house", "a cat");
        StudyReport.Write(folder.Path);
        var lines = File.ReadAllLines(folder["fidelity.jsonl"]).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();
        Assert.Equal(32, lines.Count);
        Assert.All(
            lines.Where(l => l.GetProperty("setting").GetString() is "same" or "baseline"),
            l => Assert.Equal(JsonValueKind.Null, l.GetProperty("psnr").ValueKind));
        Assert.All(lines.Where(l => l.GetProperty("setting").GetString() == "ToMe 50 %"), l => Assert.InRange(l.GetProperty("psnr").GetDouble(), 5, 40));
        var differences = File.ReadAllText(folder["tables", "differences.csv"]);
        Assert.Contains("baseline,ToMe 50 %,4,+1.00 (+1.00 to +1.00),yes", differences);
        Assert.Contains("baseline,same,4,0.00 (0.00 to 0.00),not shown", differences);
    }

    [Fact]
    public void A_torn_last_line_is_left_out_and_others_are_refused_with_their_place()
    {
        MadeStudy.Write(folder, calls: false, "a house");
        File.AppendAllText(folder["pictures.jsonl"], "{\"item\": \"torn");
        Assert.NotEmpty(StudyReport.Write(folder.Path).Figures);
        File.AppendAllText(folder["pictures.jsonl"], "\n");
        Assert.Contains("line 17", Assert.Throws<CaToMeException>(() => StudyReport.Write(folder.Path)).Message);
        Assert.Contains("no lines", Assert.Throws<CaToMeException>(() => StudyReport.Write(folder["pictures"])).Message);
        Assert.Contains("does not exist", Assert.Throws<CaToMeException>(() => StudyReport.Write(folder["none"])).Message);
    }

    [Fact]
    public void A_picture_outside_of_the_folder_is_not_opened()
    {
        MadeStudy.Write(folder, calls: false, "a house");
        var lines = File.ReadAllText(folder["pictures.jsonl"]);
        File.WriteAllText(folder["pictures.jsonl"], lines.Replace("pictures/00/", "../", StringComparison.Ordinal));
        Assert.Contains("outside", Assert.Throws<CaToMeException>(() => StudyReport.Write(folder.Path)).Message);
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task The_page_shows_every_figure_without_an_error(int width)
    {
        MadeStudy.Write(folder, calls: true, MadeStudy.Hostile, "a house");
        var report = StudyReport.Write(folder.Path);
        Assert.DoesNotContain("<script>console", File.ReadAllText(report.Page));
        if (Browser.Program is null)
        {
            output.WriteLine("Not looked at: no Chromium is installed.");
            return;
        }

        await using var browser = await Browser.Start();
        await browser.Open(report.Page, width, 900);
        Assert.Empty(browser.Errors);
        Assert.True((await browser.Evaluate("document.documentElement.scrollWidth <= innerWidth")).GetBoolean());
        var hidden = await browser.Evaluate(
            "[...document.querySelectorAll('figure svg, .shots img')].filter(e => e.getBoundingClientRect().height < 50 || e.naturalWidth === 0).length");
        Assert.Equal(0, hidden.GetInt32());
        Assert.Equal(report.Figures.Count, (await browser.Evaluate("document.querySelectorAll('figure svg').length")).GetInt32());
        if (Environment.GetEnvironmentVariable("CATOME_SCREENSHOTS") is { Length: > 0 } screenshots)
        {
            await File.WriteAllBytesAsync(Path.Combine(screenshots, $"report-{width}.png"), await browser.Screenshot());
        }

        await browser.Evaluate("document.querySelectorAll('th button')[3].click()");
        var sorted = await browser.Evaluate("[...document.querySelector('tbody').rows].map(r => r.cells[3].dataset.value).filter(v => v).join()");
        var values = sorted.GetString()!.Split(',').Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(values.Order(), values);
        await browser.Evaluate("document.querySelectorAll('.shots button')[3].click()");
        Assert.True((await browser.Evaluate("document.querySelector('dialog').open")).GetBoolean());
        await browser.Evaluate("const s = document.querySelector('dialog input'); s.value = 80; s.dispatchEvent(new Event('input'))");
        Assert.Contains("80%", (await browser.Evaluate("document.querySelector('.over').style.clipPath")).GetString());
        if (Environment.GetEnvironmentVariable("CATOME_SCREENSHOTS") is { Length: > 0 } pictures)
        {
            await File.WriteAllBytesAsync(Path.Combine(pictures, $"dialog-{width}.png"), await browser.Screenshot(whole: false));
        }

        Assert.Empty(browser.Errors);
    }
}
