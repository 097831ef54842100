using CaToMe.Figures;

namespace CaToMe.Reporting;

/// <summary>A figure of a report.</summary>
/// <param name="Name">Of its files, without an ending.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Text">What it shows in a sentence or two, for a reader who does not see it too.</param>
/// <param name="Plot">The plot.</param>
/// <param name="Csv">Its numbers, the names of the columns first.</param>
internal sealed record ReportFigure(string Name, string Title, string Text, Figure Plot, string Csv);
