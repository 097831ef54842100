using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Tool.Output;

namespace CaToMe.Documents;

/// <summary>Tables of whole pictures.</summary>
internal static class MeasuredTables
{
    /// <summary>The records of the README's prompts, in its order.</summary>
    internal static IReadOnlyList<MergeMeasurementRecord> Shown(Study study) =>
        [.. Study.Shown.SelectMany(prompt => study.Pictures.Where(r => r.Result.Request.Prompt == prompt))];

    /// <summary>What <c>catome compare</c> prints for them.</summary>
    internal static string Compare(Study study)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new Terminal(output, TextWriter.Null).Result(ComparisonTable.Of(Shown(study)));
        var lines = output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd());
        return TextTable.Fenced(string.Join('\n', lines).Trim('\n'));
    }

    /// <summary>The same for every prompt, as Markdown.</summary>
    internal static string Pictures(Study study)
    {
        var means = MeasurementSummary.Of(study.Pictures);
        var rows = study.Pictures.Select((r, i) =>
            Row(i % means.Count == 0 ? r.Result.Request.Prompt : "", r.Setting, r.Elapsed, r.SpeedUp, r.MergedShare, r.Psnr, r.Ssim));
        var last = means.Select((m, i) => Row(i == 0 ? "**mean**" : "", m.Setting, m.Elapsed, m.SpeedUp, m.MergedShare, m.MeanPsnr, m.MeanSsim));
        return TextTable.Markdown(["prompt", "method", " time", " speed-up", " merged", " PSNR", " SSIM"], [.. rows, .. last]);
    }

    /// <summary>Every candidate, the recommended one in bold.</summary>
    internal static string Candidates(Study study)
    {
        var recommended = study.Recommendation.Merge;
        return TextTable.Markdown(
            [" threshold", "checkpoints", " speed-up", " PSNR, mean", " PSNR, worst", " merged"],
            study.Candidates.OrderBy(c => c.Setting.Options.Method == MergeMethod.ToMe).Select(c => Row(c, c.Setting.Options == recommended ? "**" : "")));
    }

    private static string[] Row(string prompt, MergeSetting setting, TimeSpan time, double speedUp, double merged, double psnr, double ssim) =>
    [
        prompt, setting.Label, Numbers.Seconds(time),
        .. setting.IsBaseline ? ["", "", "", ""]
            : new[] { Numbers.Factor(speedUp), Numbers.Share(merged), Numbers.Decibels(psnr), Numbers.Similarity(ssim) },
    ];

    private static string[] Row(Candidate candidate, string mark)
    {
        var options = candidate.Setting.Options;
        string[] cells =
        [
            options.Method == MergeMethod.ToMe ? candidate.Setting.Label : FormattableString.Invariant($"{options.Threshold:0.00}"),
            options.Method == MergeMethod.ToMe ? "every call" : options.EffectiveCheckpoints.Name,
            Numbers.Factor(candidate.SpeedUp), Numbers.Decibels(candidate.MeanPsnr), Numbers.Decibels(candidate.WorstPsnr),
            Numbers.Share(candidate.MergedShare),
        ];
        return [.. cells.Select(c => mark + c + mark)];
    }
}
