using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Reporting;
using CaToMe.Studies;
using Xunit.Abstractions;

namespace CaToMe.Tests.Reporting;

public sealed class StudyReportTests(ITestOutputHelper output) : IDisposable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_figure_that_the_lines_allow_is_a_picture_a_drawing_and_a_table()
    {
        MadeStudy.Write(folder, calls: true, "a house");
        var report = StudyReport.Write(folder.Path);
        Assert.Equal(
            [
                "comparison", "similarities-early", "similarities-late", "timeline", "jaccard", "threshold-speed", "threshold-fidelity", "ratio-speed",
                "ratio-fidelity", "checkpoints-speed", "checkpoints-fidelity", "frontier",
            ],
            report.Figures);
        Assert.Empty(report.LeftOut);
        var files = report.Figures.Skip(1)
            .SelectMany(name => new[] { ".png", ".svg", ".csv" }.Select(ending => new FileInfo(folder["figures", name + ending])));
        Assert.All(files, file => Assert.True(file.Length > 20));
        Assert.Contains("0.8,2,1.4", File.ReadAllText(folder["figures", "threshold-speed.csv"]));
        var jaccard = File.ReadAllLines(folder["figures", "jaccard.csv"])[1].Split(',');
        Assert.Equal(["down_blocks.0.attentions.0.transformer_blocks.0", "3", "2"], jaccard[..3]);
        Assert.Equal((0.175, 0.005), (double.Parse(jaccard[3], Invariant), Math.Round(double.Parse(jaccard[4], Invariant), 9)));
    }

    [Fact]
    public void The_comparison_grid_shows_each_prompt_and_seed_under_every_setting_with_what_it_cost()
    {
        MadeStudy.Write(folder, calls: false, "a house", "a cat");
        StudyReport.Write(folder.Path);
        var grid = PngFile.Load(folder["figures", "comparison.png"]);
        Assert.True(grid.Width > grid.Height);
        var described = ComparisonGrid.DescriptionIn(PngFile.ReadText(folder["figures", "comparison.png"]))!;
        Assert.Contains("Prompts: a house | a cat", described, StringComparison.Ordinal);
        Assert.Contains("t = 0.8 (catome:0.8@paper-3; dpm++2m, 25 steps, 96 x 96)", described, StringComparison.Ordinal);
        var lines = File.ReadAllLines(folder["figures", "comparison.csv"]);
        Assert.Equal("prompt,seed,setting,seconds,psnr,ssim,picture", lines[0]);
        Assert.Equal(1 + (2 * 2 * 8), lines.Length);
        Assert.StartsWith("a house,1,baseline,4.1,,1,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_grid_shows_several_prompts_before_their_second_seeds()
    {
        MadeStudy.Write(folder, calls: false, "a", "b", "c", "d", "e");
        StudyReport.Write(folder.Path);
        var rows = File.ReadAllLines(folder["figures", "comparison.csv"]).Skip(1).Select(l => string.Join(',', l.Split(',')[..2])).Distinct();
        Assert.Equal(["a,1", "b,1", "c,1", "d,1"], rows);
    }

    [Fact]
    public void The_cut_of_ToMe_counts_both_samples_of_guidance()
    {
        // 64 tokens, 48 sources, two samples, 96 sources in all. A ratio of a half takes 64 of these: the 48 above and one more bin.
        var total = new CallTotal("s", "b", 0);
        int[] Counts(Func<int, int> of) => [.. Enumerable.Range(0, 100).Select(of)];
        total.Add(new StudyCallRow
        {
            Item = "1", Setting = "s", Prompt = "", Seed = 0, Block = "b", Call = 0, Computed = true, Tokens = 64, Merged = 24,
            MergedHistogram = Counts(bin => bin == 95 ? 48 : 0), UnmergedHistogram = Counts(bin => bin is 80 or 60 ? 24 : 0),
        });
        Assert.Equal(0.6, new CallHistogram(total).CutOf(0.5), 6);
        Assert.Equal(0.9, new CallHistogram(total).CutOf(0.25), 6);
    }

    [Fact]
    public void Pictures_of_earlier_values_are_left_out_and_a_renamed_setting_has_its_new_name()
    {
        MadeStudy.Write(folder, calls: true, "a house");
        var lines = File.ReadAllLines(folder["pictures.jsonl"]).Select(line =>
            line.Contains("t = 0.9", StringComparison.Ordinal) ? Asking(line, "catome:0.7@paper-3")
            : line.Contains("t = 0.8", StringComparison.Ordinal) ? Asking(line, "catome:0.8@paper-3") : line).ToList();
        File.WriteAllLines(folder["pictures.jsonl"], lines);
        new StudyManifest
        {
            Version = "0", Model = "m", ModelHash = "0123456789", Machine = "", Device = "cpu", Threads = 1,
            Study = "prompts: [a house]\nsettings: [{ name: t = 0.9, merge: catome:0.9@paper-3 }, { name: new name, merge: catome:0.8@paper-3 }]",
        }.Write(folder.Path);
        var report = StudyReport.Write(folder.Path);
        Assert.Contains(report.LeftOut, line => line.StartsWith("2 pictures: they were drawn with earlier values", StringComparison.Ordinal));
        var settings = File.ReadAllLines(folder["tables", "settings.csv"]).Select(line => line.Split(',')[0]).ToList();
        Assert.Contains("new name", settings);
        Assert.DoesNotContain("t = 0.9", settings);
        Assert.DoesNotContain("t = 0.8", settings);
        Assert.DoesNotContain(StudyResults.Of(folder.Path).Calls(), call => call.Setting is "t = 0.9" or "t = 0.8");
    }

    [Fact]
    public void What_the_lines_do_not_allow_is_said()
    {
        MadeStudy.Write(folder, calls: false, "a house");
        File.WriteAllLines(folder["pictures.jsonl"], File.ReadAllLines(folder["pictures.jsonl"]).Where(l => !l.Contains("tome", StringComparison.Ordinal)));
        var report = StudyReport.Write(folder.Path);
        Assert.Equal(["comparison", "frontier"], report.Figures);
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
        Assert.Contains("is not there", Assert.Throws<CaToMeException>(() => StudyReport.Write(folder["none"])).Message);
    }

    [Fact]
    public void A_picture_outside_of_the_folder_is_not_opened()
    {
        MadeStudy.Write(folder, calls: false, "a house");
        var lines = File.ReadAllText(folder["pictures.jsonl"]);
        File.WriteAllText(folder["pictures.jsonl"], lines.Replace("pictures/00/", "../", StringComparison.Ordinal));
        Assert.Contains("outside", Assert.Throws<CaToMeException>(() => StudyReport.Write(folder.Path)).Message);
    }

    [Fact]
    public void A_study_that_cannot_be_understood_any_more_is_reported_on_as_it_was_drawn()
    {
        MadeStudy.Write(folder, calls: false, "a house");
        new StudyManifest
        {
            Version = "0", Model = "m", ModelHash = "0123456789", Machine = "", Device = "cpu", Threads = 1,
            Study = "prompts: [a house]\nsettings: [{ name: baseline, recipe: gone.json }]",
        }.Write(folder.Path);
        var report = StudyReport.Write(folder.Path);
        Assert.Contains(report.LeftOut, line => line.Contains("cannot be understood any more", StringComparison.Ordinal)
            && line.Contains("gone.json", StringComparison.Ordinal));
        Assert.Equal(1 + 8, File.ReadAllLines(folder["tables", "settings.csv"]).Length);
    }

    private static string Asking(string line, string merge)
    {
        var row = JsonNode.Parse(line)!.AsObject();
        row["values"] = $"merge: \"{merge}\"";
        return row.ToJsonString();
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
        Assert.Equal(report.Figures.Count - 1, (await browser.Evaluate("document.querySelectorAll('figure svg').length")).GetInt32());
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
