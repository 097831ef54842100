using CaToMe.Imaging;
using CaToMe.Measuring;
using CaToMe.Requests;
using CaToMe.Runtime;
using CaToMe.Settings;
using static System.FormattableString;

namespace CaToMe.Figures;

/// <summary>The paper's first figure: prompts drawn under several settings, side by side.</summary>
public static class ComparisonGrid
{
    private const string Title = "Token merging compared", DescriptionKeyword = "Description";

    /// <summary>Draws a row per prompt and a column per setting, the baseline first; of a batch its first picture.</summary>
    /// <param name="records">A measurement: every prompt under every setting. Prompts that lack one are left out.</param>
    /// <returns>The grid, to be saved with <see cref="PngFile.Save"/>.</returns>
    /// <exception cref="CaToMeException">No prompt has a record for every setting.</exception>
    public static RgbImage Draw(IReadOnlyCollection<MergeMeasurementRecord> records)
    {
        var settings = SettingsOf(records);
        var prompts = Complete(records);
        if (prompts.Count == 0)
        {
            throw new CaToMeException("A comparison needs a prompt that was measured under every setting, and there is none.");
        }

        var summaries = MeasurementSummary.Of(prompts.SelectMany(p => p)).ToDictionary(s => s.Setting);
        var baseline = records.Select(r => r.Setting).FirstOrDefault(s => s.IsBaseline)?.Label ?? "Baseline";
        return ImageGrid.Draw(
            [new GridColumn(baseline, "no merging"), .. settings.Select(s => new GridColumn(s.Label, Detail(summaries[s])))],
            [.. prompts.Select(prompt => new GridRow(
                prompt[0].Baseline.Request.Prompt,
                [BaselineCell(prompt[0]), .. settings.Select(s => Cell(prompt.First(r => r.Setting == s)))]))]);
    }

    /// <summary>The records of each prompt that was measured under every setting.</summary>
    internal static IReadOnlyList<IReadOnlyList<MergeMeasurementRecord>> Complete(IReadOnlyCollection<MergeMeasurementRecord> records)
    {
        var settings = SettingsOf(records);
        return [.. records.GroupBy(r => r.Baseline).Where(prompt => settings.All(s => prompt.Any(r => r.Setting == s))).Select(prompt => prompt.ToList())];
    }

    /// <summary>What a grid shows, for its file's text: prompts, settings, and what they have in common.</summary>
    /// <param name="records">The measurement that was drawn.</param>
    /// <returns>Text chunks by PNG's own keywords, for <see cref="PngFile.Save"/>.</returns>
    public static IReadOnlyDictionary<string, string> Describe(IReadOnlyCollection<MergeMeasurementRecord> records)
    {
        var (request, model) = (records.First().Baseline.Request, records.First().Baseline.Model);
        string[] lines =
        [
            "Prompts: " + string.Join(" | ", records.Select(r => r.Baseline.Request.Prompt.ReplaceLineEndings(" ")).Distinct()),
            "Settings: " + string.Join(
                " | ", records.Select(r => r.Setting.IsBaseline ? r.Setting.Label : $"{r.Setting.Label} ({r.Setting.Options})").Distinct()),
            "Seeds: " + string.Join(", ", records.Select(r => Invariant($"{r.Baseline.Request.Seed}")).Distinct()),
            .. RequestSettings.All.Where(s => s.Option is not null && s.Name != RequestSettings.Seed.Name)
                .Where(s => !s.IsOff(request) && s.InForce(request) is not null)
                .Select(s => $"{s.Name}: {SettingKind.Write(s.InForce(request)!)}"),
            $"Model: {model.Name} ({model.Hash}), {model.Device}, {model.Dtype}",
        ];
        return TextOf(lines);
    }

    /// <summary>What a grid's file says in its text.</summary>
    internal static IReadOnlyDictionary<string, string> TextOf(IEnumerable<string> lines) => new Dictionary<string, string>
    {
        ["Title"] = Title,
        [DescriptionKeyword] = string.Join('\n', lines),
        ["Software"] = $"CaToMe {typeof(ComparisonGrid).Assembly.GetName().Version?.ToString(3)}",
    };

    /// <summary>The description of a grid, from its file's text; null where the file is none.</summary>
    /// <param name="text">Texts by keyword, from <see cref="PngFile.ReadText"/>.</param>
    internal static string? DescriptionIn(IReadOnlyDictionary<string, string> text) =>
        text.GetValueOrDefault("Title") == Title ? text.GetValueOrDefault(DescriptionKeyword) : null;

    /// <summary>Draws a grid and writes it as a PNG file, with what it shows in its text.</summary>
    /// <param name="path">The file; its folder is created where it is missing.</param>
    /// <param name="records">A measurement, as for <see cref="Draw"/>.</param>
    /// <param name="taken">What becomes of a file of that name. Default: it is replaced.</param>
    /// <returns>The file that was written: <paramref name="path"/>, or with <see cref="NameTaken.Number"/> one beside it.</returns>
    /// <exception cref="CaToMeException">No prompt has a record for every setting, or the file cannot be written.</exception>
    public static string Save(string path, IReadOnlyCollection<MergeMeasurementRecord> records, NameTaken taken = NameTaken.Replace) =>
        PngFile.Save(path, Draw(records), Describe(records), taken);

    private static List<MergeSetting> SettingsOf(IEnumerable<MergeMeasurementRecord> records) =>
        [.. records.Select(r => r.Setting).Where(s => !s.IsBaseline).Distinct()];

    private static string Detail(MeasurementSummary summary) =>
        Invariant($"{summary.SpeedUp:0.00}× as fast, {100 * summary.MergedShare:0} % of the tokens merged");

    private static GridCell BaselineCell(MergeMeasurementRecord record) => record.Setting.IsBaseline && double.IsFinite(record.Psnr) ? Cell(record)
        : new(record.Baseline.Images[0], Invariant($"{record.Elapsed.TotalSeconds * record.SpeedUp:0.00} s"));

    private static GridCell Cell(MergeMeasurementRecord record) => new(
        record.Result.Images[0],
        double.IsFinite(record.Psnr)
            ? Invariant($"{record.Elapsed.TotalSeconds:0.00} s · PSNR {record.Psnr:0.0} dB · SSIM {record.Ssim:0.000}")
            : Invariant($"{record.Elapsed.TotalSeconds:0.00} s · same picture"));
}
