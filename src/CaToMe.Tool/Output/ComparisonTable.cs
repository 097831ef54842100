using CaToMe.Measuring;
using Spectre.Console;

namespace CaToMe.Tool.Output;

/// <summary>Times and likeness of a comparison: a block of rows per prompt, and their mean where there are several.</summary>
internal static class ComparisonTable
{
    internal static Table Of(IReadOnlyList<MergeMeasurementRecord> records)
    {
        var table = new Table { Border = TableBorder.Simple }.AddColumns(
            new TableColumn("prompt"), new TableColumn("method"), Number("time"), Number("speed-up"), Number("merged"), Number("PSNR"), Number("SSIM"));
        var means = MeasurementSummary.Of(records);
        foreach (var prompt in records.Chunk(means.Count))
        {
            foreach (var (i, record) in prompt.Index())
            {
                AddRow(table, i == 0 ? record.Result.Request.Prompt : "", record.Setting, record.Elapsed, record.SpeedUp, record.MergedShare, record.Psnr, record.Ssim);
            }

            table.AddEmptyRow();
        }

        foreach (var (i, mean) in means.Where(m => m.Prompts > 1).Index())
        {
            AddRow(table, i == 0 ? "mean" : "", mean.Setting, mean.Elapsed, mean.SpeedUp, mean.MergedShare, mean.MeanPsnr, mean.MeanSsim);
        }

        return table;
    }

    private static void AddRow(Table table, string prompt, MergeSetting setting, TimeSpan time, double speedUp, double merged, double psnr, double ssim)
    {
        string[] comparison = setting.IsBaseline ? [] : [Numbers.Factor(speedUp), Numbers.Share(merged), Numbers.Decibels(psnr), Numbers.Similarity(ssim)];
        string[] cells = [prompt, setting.Label, Numbers.Seconds(time), .. comparison];
        table.AddRow([.. cells.Select(Markup.Escape)]);
    }

    private static TableColumn Number(string header) => new TableColumn(header) { NoWrap = true }.RightAligned();
}
