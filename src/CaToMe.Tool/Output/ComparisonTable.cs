using CaToMe.Measuring;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>Times and likeness of a comparison: a block of rows per prompt, and the mean of those that are whole where there are several.</summary>
internal static class ComparisonTable
{
    internal static Table Of(IReadOnlyList<MergeMeasurementRecord> records)
    {
        var table = Tables.Of(
            Tables.Words("prompt"), Tables.Words("method"), Tables.Numbers("time"), Tables.Numbers("speed-up"),
            Tables.Numbers("merged"), Tables.Numbers("PSNR"), Tables.Numbers("SSIM"));
        var prompts = records.Chunk(records.DistinctBy(r => r.Setting).Count()).ToList();
        foreach (var prompt in prompts)
        {
            foreach (var (i, record) in prompt.Index())
            {
                Add(table, i == 0 ? record.Result.Request.Prompt : "", record.Setting,
                    record.Elapsed, record.SpeedUp, record.MergedShare, record.Psnr, record.Ssim);
            }

            table.AddEmptyRow();
        }

        var means = MeasurementSummary.Of(prompts.Where(p => p.Length == prompts[0].Length).SelectMany(p => p));
        foreach (var (i, mean) in means.Where(m => m.Prompts > 1).Index())
        {
            Add(table, i == 0 ? "mean" : "", mean.Setting, mean.Elapsed, mean.SpeedUp, mean.MergedShare, mean.MeanPsnr, mean.MeanSsim);
        }

        return table;
    }

    private static void Add(Table table, string prompt, MergeSetting setting, TimeSpan time, double speedUp, double merged, double psnr, double ssim)
    {
        string[] comparison = setting.IsBaseline && double.IsInfinity(psnr) ? []
            : [Numbers.Factor(speedUp), Numbers.Share(merged), Numbers.Decibels(psnr), Numbers.Similarity(ssim)];
        table.Add([prompt, setting.Label, Numbers.Seconds(time), .. comparison]);
    }
}
