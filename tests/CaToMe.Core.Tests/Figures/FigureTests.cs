using System.Xml.Linq;
using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Requests;
using CaToMe.Reuse;
using CaToMe.Tests.Measuring;
using ScottPlot;
using Figure = CaToMe.Figures.Figure;

namespace CaToMe.Tests.Figures;

public sealed class FigureTests : IDisposable
{
    private static readonly MergeSetting Baseline = new("no merging", MergeOptions.None);
    private static readonly MergeSetting CaToMe09 = new("CA-ToMe t = 0.9", new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.9 });
    private static readonly MergeSetting CaToMe07 = new("CA-ToMe t = 0.7", new MergeOptions { Method = MergeMethod.CaToMe, Threshold = 0.7 });
    private static readonly GenerationRequest[] Prompts =
        [new() { Prompt = "a red apple", Steps = 10, Seed = 1 }, new() { Prompt = "a house", Steps = 10, Seed = 2 }];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Names() => [.. Figures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_figure_is_saved_in_the_format_of_its_name(string name)
    {
        var figure = Figures[name].Draw();
        figure.Save(folder["a.png"]);
        figure.Save(folder["a.SVG"]);
        var image = PngFile.Load(folder["a.png"]);
        Assert.InRange(image.Width, 1600, 2000);
        Assert.True(image.Pixels.Distinct().Count() > 20);
        Assert.Equal("svg", XDocument.Load(folder["a.SVG"]).Root!.Name.LocalName);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_figure_looks_the_same_however_often_it_is_saved(string name)
    {
        var figure = Figures[name].Draw();
        var first = figure.ToPng();
        _ = figure.ToSvg();
        Assert.Equal(first, figure.ToPng());
        Assert.Equal(first, Figures[name].Draw().ToPng());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Titles_units_and_legends_are_there(string name)
    {
        var texts = Texts(Figures[name].Draw());
        Assert.All(Figures[name].Texts, expected => Assert.Contains(expected, texts));
    }

    [Fact]
    public void Numbers_have_a_point_in_every_culture()
    {
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("de-DE");
            Assert.DoesNotContain(Texts(MergeFigures.Times(Records)), t => t.Contains(','));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_hosts_own_plots_keep_their_font()
    {
        var before = (Fonts.Default, Fonts.DefaultFontStyle);
        Assert.All(Figures.Values, figure => Assert.NotEmpty(figure.Draw().ToPng()));
        Assert.Equal(before, (Fonts.Default, Fonts.DefaultFontStyle));
        Assert.Equal("ScottPlot", Assert.Single(Fonts.FontResolvers.Select(r => r.GetType().Namespace!.Split('.')[0]).Distinct()));
    }

    [Fact]
    public void Another_format_is_refused() =>
        Assert.Contains(".png or .svg", Assert.Throws<CaToMeException>(() => MergeFigures.Times(Records).Save(folder["a.pdf"])).Message);

    [Fact]
    public void A_figure_of_nothing_says_what_it_needs()
    {
        Assert.Contains("records", Assert.Throws<CaToMeException>(() => MergeFigures.Times([])).Message);
        Assert.Contains(
            "differ",
            Assert.Throws<CaToMeException>(() => MergeFigures.QualityAgainstSpeed([.. Records.Where(r => r.Setting == Baseline)])).Message);
        Assert.Contains("CollectPairs", Assert.Throws<CaToMeException>(() => MergeFigures.JaccardByCall(MergeStatistics.Empty)).Message);
        Assert.Contains("CollectPairs", Assert.Throws<CaToMeException>(() => MergeFigures.SimilarityHistogram(MergeStatistics.Empty, 0.7)).Message);
        Assert.Contains("every setting", Assert.Throws<CaToMeException>(() => ComparisonGrid.Draw([])).Message);
    }

    [Fact]
    public void Pairs_that_never_change_are_a_line_at_zero()
    {
        BlockCall Call(int call) => new("mid_block.attentions.0.transformer_blocks.1", call, 8, [1], true) { Pairs = [[(1, 0)]] };
        var texts = Texts(MergeFigures.JaccardByCall(new MergeStatistics([Call(0), Call(1), Call(2)])));
        Assert.Contains("mid, attention 0, block 1", texts);
    }

    [Fact]
    public void A_band_is_explained_once()
    {
        BlockCall Call(int call, int partner) => new("mid_block.attentions.0.transformer_blocks.1", call, 8, [1], true) { Pairs = [[(1, partner)]] };
        var changing = new MergeStatistics([Call(0, 0), Call(1, 2), Call(2, 0)]);
        var still = new MergeStatistics([Call(0, 0), Call(1, 0), Call(2, 0)]);
        Assert.Single(Texts(MergeFigures.JaccardByCall(changing, still)), t => t == "band: ± 1 standard deviation");
        Assert.DoesNotContain(Texts(MergeFigures.JaccardByCall(changing)), t => t.StartsWith("band", StringComparison.Ordinal));
    }

    [Fact]
    public void A_comparison_has_a_row_per_prompt_and_a_column_per_setting_and_the_baseline()
    {
        int Width(params MergeSetting[] settings) => ComparisonGrid.Draw([.. Records.Where(r => settings.Contains(r.Setting))]).Width;
        var whole = ComparisonGrid.Draw(Records);
        var description = ComparisonGrid.Describe(Records)["Description"];
        Assert.All(Records, r => Assert.Contains(r.Result.Request.Prompt, description, StringComparison.Ordinal));
        Assert.All(Records.Where(r => !r.Setting.IsBaseline), r => Assert.Contains($"({r.Setting.Options})", description, StringComparison.Ordinal));
        Assert.Equal(Width(CaToMe09, CaToMe07), whole.Width);
        Assert.Equal(Width(CaToMe09, CaToMe07) - Width(CaToMe09), Width(CaToMe09) - Width(Baseline));
        Assert.True(ComparisonGrid.Draw([.. Records.Take(3)]).Height < whole.Height);
    }

    [Fact]
    public void A_prompt_that_lacks_a_setting_is_left_out_of_the_comparison() =>
        Assert.Equal(ComparisonGrid.Draw([.. Records.Take(3)]).Height, ComparisonGrid.Draw([.. Records.Take(5)]).Height);

    private static IReadOnlyList<MergeMeasurementRecord> Records { get; } =
        [.. new MergeMeasurement(new FakeModel().Generate).Run(Prompts, [Baseline, CaToMe09, CaToMe07])];

    private static MergeStatistics Statistics { get; } =
        FakeModel.Statistics(Prompts[0] with { Merge = CaToMe09.Options with { Checkpoints = CheckpointSchedule.EveryCall } });

    private static Dictionary<string, (Func<Figure> Draw, string[] Texts)> Figures { get; } = new()
    {
        ["times"] = (() => MergeFigures.Times(Records),
            ["Time per picture", "seconds per picture (less is better; a dot for each)", "no merging", "CA-ToMe t = 0.9", "3.00 s", "2.00 s · 1.50×"]),
        ["quality"] = (() => MergeFigures.QualityAgainstSpeed(Records),
            [
                "speed-up over the baseline, ×", "PSNR against the baseline, dB", "CA-ToMe, mean", "CA-ToMe, each picture", "baseline's speed",
                "CA-ToMe t = 0.7",
            ]),
        ["jaccard"] = (() => MergeFigures.JaccardByCall(Statistics, Statistics),
            ["U-Net call", "Jaccard distance to the pairs before", "down 0, attention 1", "up 3, attention 2"]),
        ["similarity"] = (() => MergeFigures.SimilarityHistogram(Statistics, 0.9), ["cosine similarity", "share of the source tokens, %", "threshold t = 0.9"]),
    };

    private static List<string> Texts(Figure figure) =>
        [.. XDocument.Parse(figure.ToSvg()).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
}
