using CaToMe.Figures;
using CaToMe.Imaging;
using CaToMe.Requests;
using CaToMe.Studies;
using static System.FormattableString;

namespace CaToMe.Reporting;

/// <summary>The paper's first figure: prompts and seeds drawn under the settings of a study, side by side.</summary>
/// <param name="image">The grid.</param>
/// <param name="text">What its file says.</param>
/// <param name="csv">Its numbers.</param>
internal sealed class ReportGrid(RgbImage image, IReadOnlyDictionary<string, string> text, string csv)
{
    /// <summary>Of its files, without an ending.</summary>
    internal const string Name = "comparison";

    /// <summary>A larger grid would show its pictures too small.</summary>
    private const int MostSettings = 8, MostRows = 4;

    internal RgbImage Image { get; } = image;

    internal IReadOnlyDictionary<string, string> Text { get; } = text;

    internal string Csv { get; } = csv;

    /// <summary>Draws the first settings of a study; a row for each of some prompts and seeds that were drawn under all of them.</summary>
    /// <param name="folder">The results folder.</param>
    /// <param name="pictures">Its pictures.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="fidelity">How like the baseline's each picture is.</param>
    /// <param name="leftOut">Told what is not shown, and why.</param>
    /// <returns>The grid; null where no prompt and seed was drawn under all of the settings.</returns>
    internal static ReportGrid? Of(
        string folder, IReadOnlyList<StudyRow> pictures, IReadOnlyList<SettingSummary> settings, IReadOnlyList<Fidelity> fidelity, List<string> leftOut)
    {
        var shown = settings.OrderByDescending(s => s.IsBaseline).Take(MostSettings).ToList();
        var rows = Rows(pictures, shown);
        if (rows.Count == 0)
        {
            leftOut.Add("The comparison grid: no prompt and seed was drawn under every setting at one size.");
            return null;
        }

        if (shown.Count < settings.Count)
        {
            var others = settings.Except(shown).Select(s => s.Setting);
            leftOut.Add($"Settings after the first {MostSettings}, in the comparison grid: {string.Join(", ", others)}.");
        }

        var likeness = fidelity.ToDictionary(f => f.Item);
        GridCell Cell(StudyRow picture) => new(PngFile.Load(Fidelity.PathOf(folder, picture)), Caption(picture, likeness[picture.Item]));
        var image = ImageGrid.Draw(
            [.. shown.Select(s => new GridColumn(s.Setting, Detail(s)))],
            [.. rows.Select(row => new GridRow(Label(row[0]), [.. row.Select(Cell)]))]);
        return new ReportGrid(image, ComparisonGrid.TextOf(Lines(shown, rows)), CsvText.Of(
            ["prompt", "seed", "setting", "seconds", "psnr", "ssim", "picture"],
            rows.SelectMany(row => row).Select(p => new object?[]
            {
                p.Prompt, p.Seed, p.Setting, p.TotalSeconds, likeness[p.Item].Psnr, likeness[p.Item].Ssim, p.Picture,
            })));
    }

    /// <summary>Prompts first, then their further seeds: each row with a picture of every setting.</summary>
    private static List<List<StudyRow>> Rows(IReadOnlyList<StudyRow> pictures, IReadOnlyList<SettingSummary> settings)
    {
        var whole = pictures.GroupBy(p => p.Pair).Select(pair => pair.DistinctBy(p => p.Setting).ToDictionary(p => p.Setting))
            .Where(pair => settings.All(s => pair.ContainsKey(s.Setting))).Select(pair => settings.Select(s => pair[s.Setting]).ToList());
        return [.. whole.GroupBy(row => row[0].Prompt).SelectMany(prompt => prompt.Index()).OrderBy(row => row.Index).Take(MostRows)
            .Select(row => row.Item).GroupBy(row => row[0].Prompt).SelectMany(prompt => prompt)];
    }

    private static IEnumerable<string> Lines(IEnumerable<SettingSummary> settings, IReadOnlyList<IReadOnlyList<StudyRow>> rows) =>
    [
        "Prompts: " + string.Join(" | ", rows.Select(row => row[0].Prompt.ReplaceLineEndings(" ")).Distinct()),
        "Settings: " + string.Join(" | ", settings.Select(s => $"{s.Setting} ({s.Merge}; {s.Sampling})")),
        "Seeds: " + string.Join(", ", rows.Select(row => Invariant($"{row[0].Seed}")).Distinct()),
        $"Model: {rows[0][0].Model} ({rows[0][0].ModelHash}), {rows[0][0].Device}, {rows[0][0].Dtype}",
    ];

    private static string Label(StudyRow row) => Invariant($"{row.Prompt}, seed {row.Seed}");

    private static string Detail(SettingSummary setting) => setting.IsBaseline || setting.SpeedUp.Count == 0
        ? Invariant($"{setting.Seconds.Mean:0.00} s")
        : Invariant($"{setting.SpeedUp.Mean:0.00}× as fast")
            + (setting.MergedShare > 0 ? Invariant($", {100 * setting.MergedShare:0} % of the tokens merged") : "");

    private static string Caption(StudyRow picture, Fidelity fidelity) => Invariant($"{picture.TotalSeconds:0.00} s") + (fidelity switch
    {
        { Psnr: { } psnr, Ssim: { } ssim } => Invariant($" · PSNR {psnr:0.0} dB · SSIM {ssim:0.000}"),
        { Reference: not null } when !picture.IsBaseline => " · same picture",
        _ => "",
    });
}
