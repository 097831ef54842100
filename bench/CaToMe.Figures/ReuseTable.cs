using System.Globalization;
using CaToMe.Metrics;
using CaToMe.Requests;
using CaToMe.Tool.Output;

namespace CaToMe.Documents;

/// <summary>Ways of taking less time for a picture, beside fewer steps that take as long or are as like the converged pictures.</summary>
internal static class ReuseTable
{
    private const int Converged = 50;

    /// <summary>A setting over all prompts.</summary>
    /// <param name="Setting">The setting.</param>
    /// <param name="Seconds">Sampling time, the median.</param>
    /// <param name="Psnr">Mean likeness, in dB.</param>
    /// <param name="Worst">That of the worst picture, in dB.</param>
    private sealed record Row(ReuseSetting Setting, double Seconds, double Psnr, double Worst);

    /// <summary>The table; of each kind the value with the largest gain is in bold.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="template">Size, seed and guidance scale.</param>
    /// <param name="prompts">The prompts.</param>
    internal static string Of(DiffusionPipeline pipeline, GenerationRequest template, IReadOnlyList<string> prompts)
    {
        var targets = prompts.ToDictionary(
            prompt => prompt, prompt => pipeline.Generate(template with { Prompt = prompt, Sampler = "dpm++2m", Steps = Converged }).Images[0]);
        var drawn = ReuseSetting.All.ToDictionary(setting => setting, _ => new List<(double Seconds, double Psnr)>());
        foreach (var (prompt, target) in targets) // one after another: a slow minute of the machine is shared by all
        {
            Console.Error.WriteLine(prompt);
            foreach (var setting in ReuseSetting.All)
            {
                var (image, seconds) = setting.Draw(pipeline, template with { Prompt = prompt });
                drawn[setting].Add((seconds, ImageQuality.Psnr(image, target)));
            }
        }

        var rows = drawn.Select(d => new Row(
            d.Key, d.Value.Select(p => p.Seconds).Order().ElementAt(d.Value.Count / 2), d.Value.Average(p => p.Psnr), d.Value.Min(p => p.Psnr))).ToList();
        var plain = rows.Where(r => r.Setting.IsPlain).OrderBy(r => r.Seconds).ToList();
        return TextTable.Markdown(
            ["what is saved", "how", " steps", " time", " PSNR", " worst", " of plain steps as fast", " as fast as plain steps as like"],
            rows.GroupBy(r => r.Setting.Kind).SelectMany(kind => Cells([.. kind], plain)));
    }

    private static IEnumerable<string[]> Cells(IReadOnlyList<Row> kind, IReadOnlyList<Row> plain)
    {
        var best = kind.MaxBy(row => SpeedUp(row, plain) ?? 0);
        return kind.Select((row, i) =>
        {
            string[] cells =
            [
                i == 0 ? row.Setting.Kind : "", row.Setting.Detail, row.Setting.Steps.ToString(CultureInfo.InvariantCulture),
                Numbers.Seconds(row.Seconds), Numbers.Decibels(row.Psnr), Numbers.Decibels(row.Worst),
                row.Setting.IsPlain || Between(plain, r => r.Seconds, r => r.Psnr, row.Seconds) is not { } equal ? "" : Numbers.Decibels(equal),
                row.Setting.IsPlain || SpeedUp(row, plain) is not { } speedUp ? "" : Numbers.Factor(speedUp),
            ];
            return row != best || row.Setting.IsPlain ? cells : [.. cells.Select(c => c.Length == 0 ? c : $"**{c}**")];
        });
    }

    /// <summary>How many times as fast as plain steps that are as like the converged pictures; null where there are none.</summary>
    private static double? SpeedUp(Row row, IReadOnlyList<Row> plain) =>
        Between(plain, r => r.Psnr, r => r.Seconds, row.Psnr) is { } seconds ? seconds / row.Seconds : null;

    /// <summary>The value at a place, in a straight line between the two rows around it; null outside of all.</summary>
    private static double? Between(IReadOnlyList<Row> plain, Func<Row, double> place, Func<Row, double> value, double at) =>
        plain.Zip(plain.Skip(1)).Where(pair => place(pair.First) <= at && at <= place(pair.Second))
            .Select(pair => (double?)(value(pair.First) + ((value(pair.Second) - value(pair.First)) * (at - place(pair.First))
                / Math.Max(1e-9, place(pair.Second) - place(pair.First))))).FirstOrDefault();
}
