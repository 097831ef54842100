using CaToMe.Measuring;
using CaToMe.Merging;
using CaToMe.Shell;
using static System.FormattableString;

namespace CaToMe.Documents;

/// <summary>What the README's PowerShell commands print: the views of module/CaToMe.Format.ps1xml.</summary>
internal static class ShellTables
{
    private static readonly MergeOptions[] Thresholds =
        [.. new[] { 0.9, 0.95, 0.97, 0.99 }.Select(t => new MergeOptions { Method = MergeMethod.CaToMe, Threshold = t })];

    /// <summary>'a red apple', 'a house on a blue background' | New-DiffusionImage -Merge catome:0.95</summary>
    internal static string Drawn(Study study) => TextTable.Shell(
        [("Prompt", 20), ("Seed", -6), ("Merge", 20), ("MergeRatio", -10), ("Elapsed", -8), ("Path", 15)],
        new[] { "a red apple", "a house on a blue background" }.Select(prompt => study.Draw(prompt, MergeOptions.Parse("catome:0.95"))).Select(drawn => new[]
        {
            drawn.Request.Prompt, Invariant($"{drawn.Request.Seed}"), drawn.Request.Merge.ToString(), Share(drawn.Statistics.MergedShare), Time(drawn.Elapsed),
            OutputPattern.Parse("OutputPath", null, "{prompt}-{seed}.png").PathFor(drawn.Request, 1),
        }));

    /// <summary>0.9, 0.95, 0.97, 0.99 | New-TokenMergingOption -Method CaToMe | Measure-TokenMerging -Prompt 'a rocket'</summary>
    internal static string Measured(Study study) => TextTable.Shell(
        [("Prompt", 18), ("Setting", 20), ("Elapsed", -7), ("SpeedUp", -7), ("Psnr", -5), ("Ssim", -6), ("MergeRatio", -10)],
        study.Measure(["a rocket"], [MergeOptions.None, .. Thresholds]).Select(Row));

    /// <summary>New-DiffusionImage 'a butterfly' -Merge catome:0.97 -CollectStatistics | Get-PairCacheStats -Summary</summary>
    internal static string Pairs(Study study)
    {
        var drawn = study.Draw("a butterfly", MergeOptions.Parse("catome:0.97"), collectPairs: true);
        return TextTable.Shell(
            [("Block", 16), ("Computed", -8), ("Reused", -6), ("MergeRatio", -10), ("JaccardDistance", -15), ("MedianSimilarity", -16)],
            BlockSummary.Of(BlockCallReport.Of(drawn.Statistics)).Select(block => new[]
            {
                block.Block.Replace(".transformer_blocks", "", StringComparison.Ordinal).Replace("_blocks", "", StringComparison.Ordinal)
                    .Replace("attentions", "attn", StringComparison.Ordinal),
                Invariant($"{block.Computed}"), Invariant($"{block.Reused}"), Share(block.MergeRatio),
                Invariant($"{block.JaccardDistance:0.000}"), Invariant($"{block.MedianSimilarity:0.0000}"),
            }),
            Invariant($"Picture: {drawn.Request.Prompt}, seed {drawn.Request.Seed}, {drawn.Request.Merge}"));
    }

    private static string[] Row(MergeMeasurementRecord record) =>
    [
        record.Result.Request.Prompt, record.Setting.IsBaseline ? record.Setting.Label : record.Setting.Options.ToString(), Time(record.Elapsed),
        Invariant($"{record.SpeedUp:0.00}"), double.IsInfinity(record.Psnr) ? "∞" : Invariant($"{record.Psnr:0.0}"), Invariant($"{record.Ssim:0.0000}"),
        Share(record.MergedShare),
    ];

    private static string Share(double share) => Invariant($"{100 * share:0}%");

    private static string Time(TimeSpan time) => Invariant($"{time:m\\:ss\\.ff}");
}
