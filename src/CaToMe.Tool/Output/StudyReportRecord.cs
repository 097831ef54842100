using CaToMe.Reporting;

namespace CaToMe.Tool.Output;

/// <summary>What <c>study report --json</c> says.</summary>
/// <param name="report">The report.</param>
internal sealed class StudyReportRecord(StudyReportResult report) : JsonRecord
{
    public string Page => report.Page;

    public IReadOnlyList<string> Figures => report.Figures;

    public IReadOnlyList<string> LeftOut => report.LeftOut;
}
