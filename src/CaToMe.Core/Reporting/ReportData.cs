using CaToMe.Metrics;
using CaToMe.Studies;

namespace CaToMe.Reporting;

/// <summary>What a report shows.</summary>
internal sealed record ReportData
{
    internal required IReadOnlyList<StudyRow> Pictures { get; init; }

    /// <summary>The comparison grid; null where no prompt and seed was drawn under every setting.</summary>
    internal required ReportGrid? Grid { get; init; }

    internal required IReadOnlyList<Fidelity> Fidelity { get; init; }

    internal required IReadOnlyList<SettingSummary> Settings { get; init; }

    internal required IReadOnlyList<SettingDifference> Differences { get; init; }

    /// <summary>Fréchet distance of each setting's pictures to the baseline's; none without InceptionV3.</summary>
    internal required IReadOnlyDictionary<string, FrechetEstimate> Frechet { get; init; }

    internal required IReadOnlyList<ReportFigure> Figures { get; init; }

    /// <summary>What is not shown, and why.</summary>
    internal required IReadOnlyList<string> LeftOut { get; init; }
}
