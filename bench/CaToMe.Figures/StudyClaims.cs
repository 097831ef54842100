using CaToMe.Merging;
using CaToMe.Metrics;
using CaToMe.Reporting;
using CaToMe.Studies;
using static System.FormattableString;

namespace CaToMe.Documents;

/// <summary>What the paper claims, beside what a study measured.</summary>
/// <param name="settings">The study's settings.</param>
/// <param name="differences">How they differ in pairs.</param>
/// <param name="calls">The study's calls.</param>
internal sealed class StudyClaims(
    IReadOnlyList<SettingSummary> settings, IReadOnlyList<SettingDifference> differences, IEnumerable<StudyCallRow> calls)
{
    private const double PaperSpeedUp = 1.24, PaperDistance = 0.2;

    /// <summary>How much shares may differ that are called equal.</summary>
    private const double EqualShare = 0.05;

    private const string Paper = "catome:0.7@paper-3", Every = "catome:0.92@all", Cached = "catome:0.92@paper-3";

    private IReadOnlyList<Row> Rows => [SpeedUp(), Faster(), AsFaithful(), .. AtEqualShare(), Stability(), .. Lists()];

    /// <summary>The table.</summary>
    internal string ToMarkdown() => TextTable.Markdown(
        ["the paper's claim", "measured here", "holds here"],
        Rows.Select(c => new[] { c.Claim, c.Measured, c.Holds }));

    private Row SpeedUp()
    {
        var speedUp = Of(Paper).SpeedUp;
        return new Row(
            Invariant($"a threshold of 0.7 with the list paper-3 is {PaperSpeedUp} times as fast as no merging"), Written(speedUp, "0.00", " times"),
            speedUp.Low > PaperSpeedUp ? "more" : speedUp.High >= PaperSpeedUp ? "yes" : "no, less");
    }

    private Row Faster()
    {
        var seconds = Between(Cached, Every, d => d.Seconds);
        return new Row("cached pairs are faster than pairs of every call", Written(seconds, "+0.00;-0.00", " s a picture"), Says(seconds, -1));
    }

    private Row AsFaithful()
    {
        var psnr = Between(Cached, Every, d => d.Psnr);
        var lost = psnr is { ExcludesZero: true, Mean: < 0 };
        return new Row("and do not lose fidelity", Written(psnr, "+0.0;-0.0", " dB"), lost ? "no" : psnr.ExcludesZero ? "yes, they gain" : "yes");
    }

    /// <summary>ToMe, each beside the threshold that merges most nearly as much.</summary>
    private IEnumerable<Row> AtEqualShare() =>
        from tome in settings.Where(s => s.Merge.Method == MergeMethod.ToMe)
        let whole = settings.Where(s => s.Merge is { Method: MergeMethod.CaToMe, KeysOnly: false })
        let adaptive = whole.MinBy(s => Math.Abs(s.MergedShare - tome.MergedShare))!
        where Math.Abs(adaptive.MergedShare - tome.MergedShare) <= EqualShare
        let psnr = Between(adaptive.Setting, tome.Setting, d => d.Psnr)
        select new Row(
            Invariant($"a threshold is more faithful than the ratio {tome.Merge.Ratio} at an equal share of merged tokens"),
            Invariant($"{adaptive.Setting}, {100 * adaptive.MergedShare:0} % against {100 * tome.MergedShare:0} % merged: ")
            + Written(psnr, "+0.0;-0.0", " dB"),
            Says(psnr, 1));

    private Row Stability()
    {
        var perPicture = calls.Where(c => c.Setting == Every && c.JaccardDistance is not null)
            .GroupBy(c => c.Item).Select(picture => picture.Average(c => c.JaccardDistance!.Value));
        var distance = Bootstrap.OfMean(perPicture);
        return new Row(
            Invariant($"pairs of adjacent calls hardly differ: a Jaccard distance below {PaperDistance}"), Written(distance, "0.000", " on average"),
            distance.High < PaperDistance ? "yes" : distance.Low > PaperDistance ? "no" : "not shown");
    }

    private IEnumerable<Row> Lists() =>
        from list in new[] { "paper-1", "paper-2", "paper-4" }
        let other = $"catome:0.92@{list}"
        let psnr = Between(Cached, other, d => d.Psnr)
        let seconds = Between(Cached, other, d => d.Seconds)
        select new Row(
            $"of the lists, paper-3 is the best: against {list}", $"{Written(psnr, "+0.0;-0.0", " dB")}, {Written(seconds, "+0.00;-0.00", " s a picture")}",
            Says(psnr, 1));

    private static string Says(Interval difference, int sign) =>
        !difference.ExcludesZero ? "not shown" : difference.Mean * sign > 0 ? "yes" : "no, the other way round";

    private SettingSummary Of(string setting) => settings.First(s => s.Setting == setting);

    /// <summary>The first less the second, whichever comes first in the study.</summary>
    private Interval Between(string first, string second, Func<SettingDifference, Interval> of)
    {
        if (differences.FirstOrDefault(d => d.First == first && d.Second == second) is { } same)
        {
            return of(same);
        }

        var turned = of(differences.First(d => d.First == second && d.Second == first));
        return new Interval(-turned.Mean, -turned.High, -turned.Low, turned.Count);
    }

    private static string Written(Interval interval, string format, string unit)
    {
        string Write(double? value) => value!.Value.ToString(format, System.Globalization.CultureInfo.InvariantCulture);
        return interval.Low is null ? Write(interval.Mean) + unit : $"{Write(interval.Mean)}{unit} ({Write(interval.Low)} to {Write(interval.High)})";
    }

    /// <summary>A claim.</summary>
    private sealed record Row(string Claim, string Measured, string Holds);
}
