using CaToMe.Reporting;
using CaToMe.Studies;
using SkiaSharp;

namespace CaToMe.Documents;

/// <summary>The study of the embedded model: its report's figures and tables, and what they say of the paper's claims.</summary>
internal sealed class StudyFigures
{
    private readonly ReportData data;

    private StudyFigures(ReportData data) => this.data = data;

    private static string Folder { get; } = Repository.PathOf("out", "study");

    /// <summary>Draws what is not drawn yet, and measures.</summary>
    internal static StudyFigures Make()
    {
        var shown = DateTime.MinValue;
        StudyRunner.Run(StudyFile.Read(Repository.PathOf("docs", "study.yaml")), Folder, progress: new Told(p =>
        {
            if (DateTime.UtcNow - shown > TimeSpan.FromMinutes(1))
            {
                shown = DateTime.UtcNow;
                Console.Error.WriteLine($"  {p.Known + p.Drawn} of {p.Pictures}, {p.TimeLeft:h\\:mm} left");
            }
        }));
        StudyReport.Write(Folder);
        return new StudyFigures(StudyReport.Measure(Folder, new StudyReportOptions(), default));
    }

    /// <summary>Writes the report's pictures beside the pages.</summary>
    internal void WritePictures()
    {
        foreach (var figure in data.Figures)
        {
            figure.Plot.Save(Repository.PathOf("docs", "images", $"study-{figure.Name}.png"));
        }

        using var grid = SKBitmap.Decode(Path.Combine(Folder, "figures", "comparison.png"));
        using var half = grid.Resize(new SKSizeI(grid.Width / 2, grid.Height / 2), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var file = File.Create(Repository.PathOf("docs", "images", "study-comparison.png"));
        half.Encode(file, SKEncodedImageFormat.Png, 100);
    }

    /// <summary>The settings.</summary>
    internal string Settings() => TextTable.Markdown(
        [.. ReportTables.SettingHeads(data).Select((head, i) => i == 0 ? head : " " + head)],
        ReportTables.Settings(data).Select(row => row.Cells.Select(c => c.Text).ToArray()));

    /// <summary>The paper's claims.</summary>
    internal string Claims() => new StudyClaims(data.Settings, data.Differences, new StudyFolder(Folder).Calls()).ToMarkdown();

    private sealed class Told(Action<StudyProgress> tell) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value) => tell(value);
    }
}
