namespace CaToMe.Reporting;

/// <summary>What a report consists of.</summary>
/// <param name="Page">The page.</param>
/// <param name="Figures">Names of the figures, each written as PNG, SVG and CSV; the comparison grid, which comes first, as PNG and CSV.</param>
/// <param name="LeftOut">What is not shown, and why; a sentence each.</param>
public sealed record StudyReportResult(string Page, IReadOnlyList<string> Figures, IReadOnlyList<string> LeftOut);
