using System.Text;
using System.Text.Json;
using CaToMe.Imaging;
using CaToMe.Metrics;
using CaToMe.Runtime;
using CaToMe.Studies;

namespace CaToMe.Reporting;

/// <summary>Makes the report of a study's results folder: a page, figures and tables.</summary>
public static class StudyReport
{
    /// <summary>Reads the folder's lines and pictures and writes <c>report.html</c>, <c>fidelity.jsonl</c>, <c>figures</c> (each as PNG, SVG and CSV, the
    /// comparison grid as PNG and CSV) and <c>tables</c> (CSV) into it.</summary>
    /// <param name="folder">A results folder: <c>pictures*.jsonl</c>, <c>calls*.jsonl</c> where calls were measured, and the pictures.</param>
    /// <param name="options">Weights of further measures. Default: none.</param>
    /// <param name="cancellationToken">Takes effect before the next picture.</param>
    /// <returns>The page, and what is left out.</returns>
    /// <exception cref="CaToMeException">The folder has no pictures' lines, a line or a picture cannot be read, or a file not be written.</exception>
    /// <exception cref="ModelException">Weights cannot be read.</exception>
    public static StudyReportResult Write(string folder, StudyReportOptions? options = null, CancellationToken cancellationToken = default)
    {
        var data = Measure(folder, options ?? new StudyReportOptions(), cancellationToken);
        Save(Path.Combine(folder, "fidelity.jsonl"), string.Concat(data.Fidelity.Select(f => JsonSerializer.Serialize(f, JsonLines.Format) + "\n")));
        foreach (var figure in data.Figures)
        {
            var place = Path.Combine(folder, "figures", figure.Name);
            figure.Plot.Save(place + ".png");
            figure.Plot.Save(place + ".svg");
            Save(place + ".csv", figure.Csv);
        }

        if (data.Grid is { } grid)
        {
            PngFile.Save(Path.Combine(folder, "figures", ReportGrid.Name + ".png"), grid.Image, grid.Text);
            Save(Path.Combine(folder, "figures", ReportGrid.Name + ".csv"), grid.Csv);
        }

        Save(Path.Combine(folder, "tables", "settings.csv"), ReportTables.ToCsv(ReportTables.SettingHeads(data), ReportTables.Settings(data)));
        Save(Path.Combine(folder, "tables", "differences.csv"), ReportTables.ToCsv(ReportTables.DifferenceHeads, ReportTables.Differences(data)));
        var page = Path.Combine(folder, "report.html");
        Save(page, ReportPage.Write(folder, data));
        var grids = data.Grid is null ? Array.Empty<string>() : [ReportGrid.Name];
        return new StudyReportResult(page, [.. grids, .. data.Figures.Select(f => f.Name)], data.LeftOut);
    }

    /// <summary>Reads a folder's lines and pictures, and sums them up.</summary>
    internal static ReportData Measure(string folder, StudyReportOptions options, CancellationToken cancellationToken)
    {
        var results = StudyResults.Of(folder);
        var pictures = PicturesOf(folder, results);
        using var lpips = options.LpipsWeights is { } weights ? Lpips.Load(weights) : null;
        using var clip = options.ClipModel is { } model ? ClipScore.Load(model) : null;
        var fidelity = Fidelity.Of(folder, pictures, lpips, clip, cancellationToken);
        IReadOnlyList<SettingSummary> settings = [.. SettingSummary.Of(pictures, fidelity).OrderBy(s => results.PlaceOf(s.Setting))];
        var leftOut = new List<string>();
        if (results.CountEarlier() is > 0 and var earlier)
        {
            leftOut.Add($"{earlier} pictures: they were drawn with earlier values of settings that the study has with others now.");
        }

        if (results.Doubt is { } doubt)
        {
            leftOut.Add($"Which pictures were drawn with earlier values: the manifest's study cannot be understood any more. {doubt}");
        }

        if (!settings.Any(s => s.IsBaseline))
        {
            leftOut.Add($"Speed-up and likeness: the study has no setting named {StudySetting.Baseline}.");
        }

        var frechet = options.InceptionWeights is { } inception ? FrechetOf(folder, pictures, inception, leftOut, cancellationToken) : [];
        var calls = CallTotals.Of(results.Calls());
        return new ReportData
        {
            Pictures = pictures,
            Grid = ReportGrid.Of(folder, pictures, settings, fidelity, leftOut),
            Fidelity = fidelity,
            Settings = settings,
            Differences = SettingDifference.Of(pictures, fidelity),
            Frechet = frechet,
            Figures = [.. CallFigures.Of(calls, settings, leftOut), .. SweepFigures.Of(settings, leftOut)],
            LeftOut = leftOut,
        };
    }

    /// <summary>The summaries of a folder's settings alone, without networks' measures.</summary>
    /// <exception cref="CaToMeException">As for <see cref="Write"/>.</exception>
    internal static IReadOnlyList<SettingSummary> Summaries(string folder, CancellationToken cancellationToken)
    {
        var pictures = PicturesOf(folder, StudyResults.Of(folder));
        return SettingSummary.Of(pictures, Fidelity.Of(folder, pictures, null, null, cancellationToken));
    }

    private static List<StudyRow> PicturesOf(string folder, StudyResults results) => results.Rows().ToList() is { Count: > 0 } pictures
        ? pictures
        : throw new CaToMeException($"{folder} has no lines of pictures (pictures*.jsonl). Give the results folder of a study that has begun.");

    private static Dictionary<string, FrechetEstimate> FrechetOf(
        string folder, IReadOnlyList<StudyRow> pictures, string weights, List<string> leftOut, CancellationToken cancellationToken)
    {
        using var inception = Inception.Load(weights);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var features = pictures.GroupBy(p => p.Setting).Where(g => g.Count() > 1).ToDictionary(g => g.Key, g => inception.Features(g.Select(Load)));
        if (!features.TryGetValue(StudySetting.Baseline, out var baseline))
        {
            leftOut.Add("The Fréchet distance: it needs two pictures of the baseline and of another setting.");
            return [];
        }

        var distances = features.Where(f => f.Key != StudySetting.Baseline).ToDictionary(f => f.Key, f => FrechetEstimate.Between(f.Value, baseline));
        leftOut.AddRange(distances.Values.Select(d => d.Warning).OfType<string>().Distinct().Select(warning => $"Fréchet distance {warning}."));
        return distances;

        Requests.RgbImage Load(StudyRow picture)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return PngFile.Load(Fidelity.PathOf(folder, picture));
        }
    }

    private static void Save(string path, string text) => WholeFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
