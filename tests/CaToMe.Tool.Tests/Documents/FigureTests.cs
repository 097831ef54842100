using System.Globalization;
using System.Text.RegularExpressions;
using CaToMe.Documents;
using CaToMe.Measuring;
using CaToMe.Merging;

namespace CaToMe.Tool.Tests.Documents;

/// <summary>The pages of the repository and the command that makes their figures.</summary>
public partial class FigureTests
{
    [Fact]
    public void Every_block_of_the_pages_is_made_and_every_one_made_has_a_place()
    {
        string[] elsewhere = ["recommendation", "picture", "self-check", "recipes", "frontier-picture", "images-in", "preview-map", "previews", "study"];
        var marked = Repository.Pages.SelectMany(page => Blocks.Names(File.ReadAllText(page))).ToHashSet();
        Assert.Equal(Figure.All.Select(f => f.Name).Except(elsewhere).Order(), marked.Order());
    }

    [Fact]
    public void Measured_numbers_stand_in_blocks_alone() => Assert.All(Repository.Pages, page =>
    {
        var prose = Figure.All.Aggregate(File.ReadAllText(page), (text, figure) => Blocks.Replace(text, figure.Name, ""));
        Assert.DoesNotMatch(@"\d\.\d+ (x|dB)\b", prose);
    });

    [Fact]
    public void The_recommendation_follows_from_the_published_candidates()
    {
        var rows = Row().Matches(File.ReadAllText(Repository.PathOf("docs", "benchmarks.md")).Replace("**", "", StringComparison.Ordinal));
        Assert.True(rows.Count > 5);
        var best = Candidate.Best([.. rows.Select(Of)]).Setting.Options;
        Assert.Equal(Recommendations.Shipped.OfEmbedded.Merge, best);
    }

    [Theory]
    [InlineData(1.5, 31, 28, true)]
    [InlineData(1.9, 30.9, 29, false)]
    [InlineData(1.9, 33, 27.9, false)]
    public void A_candidate_keeps_both_targets_with_the_margin(double speedUp, double mean, double worst, bool keeps) =>
        Assert.Equal(keeps, new Candidate(new MergeSetting("", MergeOptions.None), speedUp, mean, worst, 0.5).KeepsTargets);

    [Theory]
    [InlineData(1.42, "every-5")]
    [InlineData(1.50, "0,5,10,15,20")]
    public void Of_settings_that_are_as_fast_one_that_fits_any_run_is_the_best(double speedUpOfList, string best) =>
        Assert.Equal(best, Candidate.Best([Kept("0,5,10,15,20", speedUpOfList), Kept("every-5", 1.41)]).Setting.Label);

    [Fact]
    public void Peers_are_made_where_there_are_some_and_on_request_alone()
    {
        Assert.DoesNotContain(Figure.Chosen([]), f => f.IsExtra);
        Assert.Contains(Figure.Chosen([], Figure.Peers), f => f.Name == "calls-peers");
        Assert.DoesNotContain(Figure.Chosen([], Figure.Peers), f => f.Name == "loading");
        Assert.Throws<OptionException>(() => Figure.Chosen(["calls-peers"]));
        Assert.Contains("--checkpoint FILE", Assert.Throws<OptionException>(() => Figure.Chosen(["loading"], Figure.Peers)).Message);
        Assert.Equal("loading", Assert.Single(Figure.Chosen(["loading"], Figure.Checkpoint)).Name);
        Assert.Throws<OptionException>(() => Figure.Chosen(["nothing"]));
    }

    private static Candidate Kept(string checkpoints, double speedUp) =>
        new(new MergeSetting(checkpoints, MergeOptions.Parse($"catome:0.92@{checkpoints}")), speedUp, 32, 29, 0.67);

    private static Candidate Of(Match row)
    {
        var merge = MergeOptions.Parse($"catome:{row.Groups["threshold"].Value}@{row.Groups["checkpoints"].Value}");
        return new Candidate(new MergeSetting(row.Value, merge), Number("speed"), Number("mean"), Number("worst"), 0);

        double Number(string name) => double.Parse(row.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\| (?<threshold>0\.\d+) \| (?<checkpoints>[\w,-]+) \| (?<speed>[\d.]+) x \| (?<mean>[\d.]+) dB \| (?<worst>[\d.]+) dB \|")]
    private static partial Regex Row();
}
